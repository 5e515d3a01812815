# /// hostile
# tries = "Joins another process's namespaces."
# drill = "attention/scaled-dot-product"
# expects = "crashed"
# ///
import ctypes
import platform

NUMBER = {"x86_64": 308, "aarch64": 268}[platform.machine()]
if ctypes.CDLL(None, use_errno=True).syscall(NUMBER, 0, 0) >= 0:
    print("HARM")

# @SOLUTION@
