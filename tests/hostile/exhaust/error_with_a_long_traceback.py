# /// hostile
# tries = "Raises from a hundred thousand frames."
# drill = "attention/scaled-dot-product"
# expects = ["crashed", "timed out", "out of memory"]
# ///
import sys

def attention(q, k, v, mask=None):
    sys.setrecursionlimit(200_000)
    
    def down(n):
        if n == 0:
            raise ValueError
        down(n - 1)
    
    down(100_000)
