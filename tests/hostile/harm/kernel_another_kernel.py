# /// hostile
# tries = "Loads another kernel."
# drill = "attention/scaled-dot-product"
# expects = "crashed"
# ///
import ctypes
import platform

NUMBER = {"x86_64": 246, "aarch64": 104}[platform.machine()]
if ctypes.CDLL(None, use_errno=True).syscall(NUMBER, 0, 0, 0, 0) >= 0:
    print("HARM")

# @SOLUTION@
