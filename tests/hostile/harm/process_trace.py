# /// hostile
# tries = "Attaches to another process as a debugger."
# drill = "attention/scaled-dot-product"
# expects = "crashed"
# ///
import ctypes

if ctypes.CDLL(None, use_errno=True).ptrace(16, @PID@, 0, 0) == 0:
    print("HARM")

# @SOLUTION@
