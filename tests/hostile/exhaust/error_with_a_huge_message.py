# /// hostile
# tries = "Raises an error whose message has a hundred megabytes."
# drill = "attention/scaled-dot-product"
# expects = ["crashed", "out of memory"]
# ///
def attention(q, k, v, mask=None):
    raise ValueError("x" * 100_000_000)
