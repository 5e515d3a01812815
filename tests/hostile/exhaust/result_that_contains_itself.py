# /// hostile
# tries = "Returns a dict that contains itself."
# drill = "attention/scaled-dot-product"
# expects = "crashed"
# ///
def attention(q, k, v, mask=None):
    d = {}
    d['d'] = d
    return d
