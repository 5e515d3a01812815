# /// hostile
# tries = "Makes calls by the x32 numbering, which a careless filter misses."
# drill = "attention/scaled-dot-product"
# expects = ["passed", "crashed"]
# ///
import ctypes
import platform

if platform.machine() == "x86_64" and ctypes.CDLL(None, use_errno=True).syscall(0x40000000 | 41, 2, 1, 0) >= 0:
    print("HARM")

# @SOLUTION@
