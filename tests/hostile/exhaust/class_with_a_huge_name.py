# /// hostile
# tries = "Returns an object whose class has a name of megabytes."
# drill = "attention/scaled-dot-product"
# expects = ["failed", "crashed"]
# ///
def attention(q, k, v, mask=None):
    return type("K" * 5_000_000, (), {})()
