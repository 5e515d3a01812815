# /// hostile
# tries = "Returns a list of two hundred thousand objects, each of which would need a handle."
# drill = "attention/scaled-dot-product"
# expects = ["failed", "timed out", "crashed"]
# ///
def attention(q, k, v, mask=None):
    return [object() for _ in range(200_000)]
