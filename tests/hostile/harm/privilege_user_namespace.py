# /// hostile
# tries = "Makes a user namespace, where it is root."
# drill = "attention/scaled-dot-product"
# expects = "crashed"
# ///
import ctypes

if ctypes.CDLL(None, use_errno=True).unshare(0x10000000) == 0:
    print("HARM")

# @SOLUTION@
