# /// hostile
# tries = "Stores a key in the user's key ring."
# drill = "attention/scaled-dot-product"
# expects = "crashed"
# ///
import ctypes
import platform

NUMBER = {"x86_64": 248, "aarch64": 217}[platform.machine()]
if ctypes.CDLL(None, use_errno=True).syscall(NUMBER, b"user", b"x", b"y", 1, -4) >= 0:
    print("HARM")

# @SOLUTION@
