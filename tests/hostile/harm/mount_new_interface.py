# /// hostile
# tries = "Mounts by the newer calls."
# drill = "attention/scaled-dot-product"
# expects = "crashed"
# ///
import ctypes
import platform

NUMBER = {"x86_64": 430, "aarch64": 430}[platform.machine()]
if ctypes.CDLL(None, use_errno=True).syscall(NUMBER, b"tmpfs", 0) >= 0:
    print("HARM")

# @SOLUTION@
