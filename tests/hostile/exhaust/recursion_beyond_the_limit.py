# /// hostile
# tries = "Lifts the limit of recursion first."
# drill = "attention/scaled-dot-product"
# expects = ["timed out", "crashed", "out of memory"]
# ///
import sys

def attention(q, k, v, mask=None):
    sys.setrecursionlimit(1 << 30)
    return attention(q, k, v, mask)
