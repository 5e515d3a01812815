# /// hostile
# tries = "Recurses without end."
# drill = "attention/scaled-dot-product"
# expects = "crashed"
# ///
def attention(q, k, v, mask=None):
    return attention(q, k, v, mask)
