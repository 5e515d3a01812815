# /// hostile
# tries = "Sets up io_uring, whose requests no filter sees."
# drill = "attention/scaled-dot-product"
# expects = "crashed"
# ///
import ctypes
import platform

NUMBER = {"x86_64": 425, "aarch64": 425}[platform.machine()]
if ctypes.CDLL(None, use_errno=True).syscall(NUMBER, 8, bytes(120)) >= 0:
    print("HARM")

# @SOLUTION@
