# /// hostile
# tries = "Opens a file by a handle that it made up."
# drill = "attention/scaled-dot-product"
# expects = "crashed"
# ///
import ctypes
import platform

NUMBER = {"x86_64": 304, "aarch64": 265}[platform.machine()]
if ctypes.CDLL(None, use_errno=True).syscall(NUMBER, -100, bytes(64), 0) >= 0:
    print("HARM")

# @SOLUTION@
