# /// hostile
# tries = "Reads the environment that the C library keeps."
# drill = "attention/scaled-dot-product"
# expects = "passed"
# ///
import ctypes

place = ctypes.POINTER(ctypes.c_char_p).in_dll(ctypes.CDLL(None), "environ")
index = 0
while place[index]:
    print(place[index].decode("utf-8", "replace"))
    index += 1

# @SOLUTION@
