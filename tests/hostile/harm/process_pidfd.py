# /// hostile
# tries = "Opens a handle on another process."
# drill = "attention/scaled-dot-product"
# expects = "crashed"
# ///
import ctypes
import platform

NUMBER = {"x86_64": 434, "aarch64": 434}[platform.machine()]
if ctypes.CDLL(None, use_errno=True).syscall(NUMBER, @PID@, 0) >= 0:
    print("HARM")

# @SOLUTION@
