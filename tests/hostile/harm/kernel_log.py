# /// hostile
# tries = "Reads the kernel's log."
# drill = "attention/scaled-dot-product"
# expects = "passed"
# ///
import ctypes
import platform

NUMBER = {"x86_64": 103, "aarch64": 116}[platform.machine()]
if ctypes.CDLL(None, use_errno=True).syscall(NUMBER, 3, bytes(4096), 4096) >= 0:
    print("HARM")

# @SOLUTION@
