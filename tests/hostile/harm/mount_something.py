# /// hostile
# tries = "Mounts a file system of its own."
# drill = "attention/scaled-dot-product"
# expects = "crashed"
# ///
import ctypes

if ctypes.CDLL(None, use_errno=True).mount(b"x", b"/scratch", b"tmpfs", 0, None) == 0:
    print("HARM")

# @SOLUTION@
