# /// hostile
# tries = "Unmounts what hides the rest."
# drill = "attention/scaled-dot-product"
# expects = "crashed"
# ///
import ctypes

if ctypes.CDLL(None, use_errno=True).umount2(b"/", 2) == 0:
    print("HARM")

# @SOLUTION@
