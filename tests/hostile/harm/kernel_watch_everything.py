# /// hostile
# tries = "Watches all files of the machine."
# drill = "attention/scaled-dot-product"
# expects = "crashed"
# ///
import ctypes
import platform

NUMBER = {"x86_64": 300, "aarch64": 262}[platform.machine()]
if ctypes.CDLL(None, use_errno=True).syscall(NUMBER, 0, 0) >= 0:
    print("HARM")

# @SOLUTION@
