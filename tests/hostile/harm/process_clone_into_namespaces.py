# /// hostile
# tries = "Makes a process in namespaces of its own, where it would be root."
# drill = "attention/scaled-dot-product"
# expects = "passed"
# ///
import ctypes
import platform

NUMBER = {"x86_64": 56, "aarch64": 220}[platform.machine()]
if ctypes.CDLL(None, use_errno=True).syscall(NUMBER, 0x7E020000 | 17, 0, 0, 0, 0) >= 0:
    print("HARM")

# @SOLUTION@
