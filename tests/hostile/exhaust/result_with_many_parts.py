# /// hostile
# tries = "Returns a list of a hundred thousand tensors."
# drill = "attention/scaled-dot-product"
# expects = ["failed", "out of memory", "timed out"]
# ///
def attention(q, k, v, mask=None):
    return [q] * 100_000
