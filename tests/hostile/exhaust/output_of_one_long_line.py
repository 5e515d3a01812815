# /// hostile
# tries = "Prints one line of a gigabyte."
# drill = "attention/scaled-dot-product"
# expects = ["out of memory", "crashed", "failed", "timed out"]
# ///
def attention(q, k, v, mask=None):
    print("x" * (1 << 30))
