# /// hostile
# tries = "Returns a list whose iterator never ends."
# drill = "attention/scaled-dot-product"
# expects = ["timed out", "out of memory"]
# ///
class Endless(list):
    def __iter__(self):
        while True:
            yield 0

def attention(q, k, v, mask=None):
    return Endless()
