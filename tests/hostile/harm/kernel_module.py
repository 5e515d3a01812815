# /// hostile
# tries = "Loads a kernel module."
# drill = "attention/scaled-dot-product"
# expects = "crashed"
# ///
import ctypes
import platform

NUMBER = {"x86_64": 175, "aarch64": 105}[platform.machine()]
if ctypes.CDLL(None, use_errno=True).syscall(NUMBER, b"", 0, b"") >= 0:
    print("HARM")

# @SOLUTION@
