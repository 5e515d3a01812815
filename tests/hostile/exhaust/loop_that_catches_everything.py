# /// hostile
# tries = "Loops without end and catches whatever would stop it."
# drill = "attention/scaled-dot-product"
# expects = "timed out"
# ///
def attention(q, k, v, mask=None):
    while True:
        try:
            while True:
                pass
        except BaseException:
            pass
