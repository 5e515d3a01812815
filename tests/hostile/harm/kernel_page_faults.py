# /// hostile
# tries = "Handles page faults itself, which opens races in the kernel."
# drill = "attention/scaled-dot-product"
# expects = "crashed"
# ///
import ctypes
import platform

NUMBER = {"x86_64": 323, "aarch64": 282}[platform.machine()]
if ctypes.CDLL(None, use_errno=True).syscall(NUMBER, 0) >= 0:
    print("HARM")

# @SOLUTION@
