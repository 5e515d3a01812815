# /// hostile
# tries = "Loops without end."
# drill = "attention/scaled-dot-product"
# expects = "timed out"
# ///
def attention(q, k, v, mask=None):
    while True:
        pass
