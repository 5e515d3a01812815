# /// hostile
# tries = "Returns a list nested a hundred thousand deep."
# drill = "attention/scaled-dot-product"
# expects = ["crashed", "failed"]
# ///
def attention(q, k, v, mask=None):
    nested = []
    for _ in range(100_000):
        nested = [nested]
    return nested
