# /// hostile
# tries = "A power of integers that takes for ever inside native code."
# drill = "attention/scaled-dot-product"
# expects = ["timed out", "out of memory"]
# ///
def attention(q, k, v, mask=None):
    return 9**9**9
