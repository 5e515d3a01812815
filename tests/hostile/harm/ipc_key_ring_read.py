# /// hostile
# tries = "Reads the user's key ring."
# drill = "attention/scaled-dot-product"
# expects = "crashed"
# ///
import ctypes
import platform

NUMBER = {"x86_64": 250, "aarch64": 219}[platform.machine()]
if ctypes.CDLL(None, use_errno=True).syscall(NUMBER, 11, -4, 0, 0, 0) >= 0:
    print("HARM")

# @SOLUTION@
