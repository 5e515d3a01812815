# /// hostile
# tries = "Returns a view of its input."
# drill = "attention/scaled-dot-product"
# expects = "failed"
# ///
def attention(q, k, v, mask=None):
    return q[..., : v.shape[-1]]
