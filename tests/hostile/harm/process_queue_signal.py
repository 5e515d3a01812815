# /// hostile
# tries = "Queues a signal for another process."
# drill = "attention/scaled-dot-product"
# expects = "passed"
# ///
import ctypes
import platform

NUMBER = {"x86_64": 129, "aarch64": 138}[platform.machine()]
if ctypes.CDLL(None, use_errno=True).syscall(NUMBER, @PID@, 9, bytes(128)) >= 0:
    print("HARM")

# @SOLUTION@
