# /// hostile
# tries = "Warns about everything, each time anew."
# drill = "attention/scaled-dot-product"
# expects = "timed out"
# ///
import warnings

def attention(q, k, v, mask=None):
    warnings.simplefilter("always")
    while True:
        warnings.warn("x" * 1000)
