# /// hostile
# tries = "Sets the clock (to what it cannot be)."
# drill = "attention/scaled-dot-product"
# expects = "crashed"
# ///
import ctypes
import platform

NUMBER = {"x86_64": 164, "aarch64": 170}[platform.machine()]
if ctypes.CDLL(None, use_errno=True).syscall(NUMBER, bytes(16), 0) >= 0:
    print("HARM")

# @SOLUTION@
