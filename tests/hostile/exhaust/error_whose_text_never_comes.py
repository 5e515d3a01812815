# /// hostile
# tries = "Raises an error whose __str__ loops."
# drill = "attention/scaled-dot-product"
# expects = "timed out"
# ///
class Slow(Exception):
    def __str__(self):
        while True:
            pass

def attention(q, k, v, mask=None):
    raise Slow
