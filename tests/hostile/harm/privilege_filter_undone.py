# /// hostile
# tries = "Replaces the filter by one that allows everything."
# drill = "attention/scaled-dot-product"
# expects = "passed"
# ///
import ctypes
import platform
import struct

libc = ctypes.CDLL(None, use_errno=True)
allow = ctypes.create_string_buffer(struct.pack("HBBI", 6, 0, 0, 0x7FFF0000))
program = struct.pack("HxxxxxxQ", 1, ctypes.addressof(allow))
if libc.prctl(22, 2, program, 0, 0) == 0 or libc.syscall({"x86_64": 317, "aarch64": 277}[platform.machine()], 1, 0, program) == 0:
    print("HARM")

# @SOLUTION@
