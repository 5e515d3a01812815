# /// hostile
# tries = "Prints a list nested a million deep."
# drill = "attention/scaled-dot-product"
# expects = ["timed out", "crashed"]
# ///
import sys

def attention(q, k, v, mask=None):
    sys.setrecursionlimit(1 << 30)
    nested = []
    for _ in range(300_000):
        nested = [nested]
    return repr(nested)
