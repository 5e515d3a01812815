# /// hostile
# tries = "Loads a program into the kernel."
# drill = "attention/scaled-dot-product"
# expects = "crashed"
# ///
import ctypes
import platform

NUMBER = {"x86_64": 321, "aarch64": 280}[platform.machine()]
if ctypes.CDLL(None, use_errno=True).syscall(NUMBER, 0, bytes(64), 64) >= 0:
    print("HARM")

# @SOLUTION@
