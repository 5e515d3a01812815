# /// hostile
# tries = "Switches address randomisation off."
# drill = "attention/scaled-dot-product"
# expects = "passed"
# ///
import ctypes
import platform

NUMBER = {"x86_64": 135, "aarch64": 92}[platform.machine()]
if ctypes.CDLL(None, use_errno=True).syscall(NUMBER, 0x0040000) >= 0:
    print("HARM")

# @SOLUTION@
