# /// hostile
# tries = "Makes a process by raw clone, clone3 and vfork."
# drill = "attention/scaled-dot-product"
# expects = "passed"
# ///
import ctypes
import os
import platform

libc = ctypes.CDLL(None, use_errno=True)
me = os.getpid()
for number, args in {"x86_64": ((56, (17, 0, 0, 0, 0)), (435, (bytes(88), 88)), (58, ())), "aarch64": ((220, (17, 0, 0, 0, 0)), (435, (bytes(88), 88)))}[platform.machine()]:
    if libc.syscall(number, *args) >= 0:
        print("HARM", flush=True)
        if os.getpid() != me:
            os._exit(0)

# @SOLUTION@
