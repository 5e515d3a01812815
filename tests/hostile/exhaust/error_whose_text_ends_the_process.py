# /// hostile
# tries = "Raises an error whose __str__ exits."
# drill = "attention/scaled-dot-product"
# expects = "crashed"
# ///
class Rude(Exception):
    def __str__(self):
        raise SystemExit

def attention(q, k, v, mask=None):
    raise Rude
