# /// hostile
# tries = "Asks for the machine's ports."
# drill = "attention/scaled-dot-product"
# expects = ["passed", "crashed"]
# ///
import ctypes
import platform

if platform.machine() == "x86_64" and ctypes.CDLL(None, use_errno=True).syscall(172, 3) == 0:
    print("HARM")

# @SOLUTION@
