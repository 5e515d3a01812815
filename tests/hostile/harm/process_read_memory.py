# /// hostile
# tries = "Reads another process's memory."
# drill = "attention/scaled-dot-product"
# expects = "crashed"
# ///
import ctypes
import platform

NUMBER = {"x86_64": 310, "aarch64": 270}[platform.machine()]
if ctypes.CDLL(None, use_errno=True).syscall(NUMBER, @PID@, 0, 0, 0, 0, 0) >= 0:
    print("HARM")

# @SOLUTION@
