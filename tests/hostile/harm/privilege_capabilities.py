# /// hostile
# tries = "Takes back capabilities."
# drill = "attention/scaled-dot-product"
# expects = "passed"
# ///
import ctypes
import struct

libc = ctypes.CDLL(None, use_errno=True)
if libc.capset(struct.pack("Ii", 0x20080522, 0), struct.pack("IIIIII", *[0xFFFFFFFF] * 6)) == 0:
    print("HARM")
for option, value in ((24, 0), (28, 0), (47, 2), (4, 1), (36, 1), (1, 0), (22, 1), (38, 0)):
    if libc.prctl(option, value, 0, 0, 0) == 0:
        print("HARM", option)

# @SOLUTION@
