# /// hostile
# tries = "A list subclass that lies about its length and its items."
# drill = "attention/scaled-dot-product"
# expects = ["failed", "crashed"]
# ///
class Lies(list):
    def __len__(self):
        return 4

    def __iter__(self):
        return iter([])

    def __getitem__(self, index):
        return 0.0


def attention(q, k, v, mask=None):
    return Lies([1])
