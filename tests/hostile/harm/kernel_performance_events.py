# /// hostile
# tries = "Opens performance counters."
# drill = "attention/scaled-dot-product"
# expects = "crashed"
# ///
import ctypes
import platform

NUMBER = {"x86_64": 298, "aarch64": 241}[platform.machine()]
if ctypes.CDLL(None, use_errno=True).syscall(NUMBER, bytes(128), 0, -1, -1, 0) >= 0:
    print("HARM")

# @SOLUTION@
