# /// hostile
# tries = "Makes the root writable again."
# drill = "attention/scaled-dot-product"
# expects = "crashed"
# ///
import ctypes

if ctypes.CDLL(None, use_errno=True).mount(b"none", b"/", None, 32 | 4096, None) == 0:
    print("HARM")

# @SOLUTION@
