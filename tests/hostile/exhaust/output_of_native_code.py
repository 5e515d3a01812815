# /// hostile
# tries = "Writes to the descriptor of standard output from native code."
# drill = "attention/scaled-dot-product"
# expects = "timed out"
# ///
import ctypes

libc = ctypes.CDLL(None)

def attention(q, k, v, mask=None):
    while True:
        libc.write(1, b"x" * 65536, 65536)
