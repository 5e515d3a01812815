# /// hostile
# tries = "Reboots (with a wrong magic number, should it come through)."
# drill = "attention/scaled-dot-product"
# expects = "crashed"
# ///
import ctypes
import platform

NUMBER = {"x86_64": 169, "aarch64": 142}[platform.machine()]
if ctypes.CDLL(None, use_errno=True).syscall(NUMBER, 1, 2, 3, 0) >= 0:
    print("HARM")

# @SOLUTION@
