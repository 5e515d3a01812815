# /// hostile
# tries = "Signals a thread of another process."
# drill = "attention/scaled-dot-product"
# expects = "passed"
# ///
import ctypes
import platform

NUMBER = {"x86_64": 234, "aarch64": 131}[platform.machine()]
if ctypes.CDLL(None, use_errno=True).syscall(NUMBER, @PID@, @PID@, 9) >= 0:
    print("HARM")

# @SOLUTION@
