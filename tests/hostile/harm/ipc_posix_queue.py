# /// hostile
# tries = "Makes a message queue that outlives it."
# drill = "attention/scaled-dot-product"
# expects = "passed"
# ///
import ctypes
import platform

NUMBER = {"x86_64": 240, "aarch64": 180}[platform.machine()]
if ctypes.CDLL(None, use_errno=True).syscall(NUMBER, b"q", 0o102, 0o666, 0) >= 0:
    print("HARM")

# @SOLUTION@
