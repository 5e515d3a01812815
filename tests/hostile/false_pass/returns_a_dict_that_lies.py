# /// hostile
# tries = "A mapping whose keys and values differ each time they are asked for."
# drill = "attention/scaled-dot-product"
# expects = ["failed", "crashed"]
# ///
class Lies(dict):
    def __iter__(self):
        return iter(["output", "inputs", "parameters"])

    def values(self):
        return [None]

    def items(self):
        return [("output", True)]


def attention(q, k, v, mask=None):
    return Lies(x=1)
