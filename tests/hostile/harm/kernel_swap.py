# /// hostile
# tries = "Swaps to a file of its own."
# drill = "attention/scaled-dot-product"
# expects = "crashed"
# ///
import ctypes
import platform

NUMBER = {"x86_64": 167, "aarch64": 224}[platform.machine()]
if ctypes.CDLL(None, use_errno=True).syscall(NUMBER, b"/scratch/x", 0) >= 0:
    print("HARM")

# @SOLUTION@
