# /// hostile
# tries = "Drops a chain of a million objects at once."
# drill = "attention/scaled-dot-product"
# expects = ["timed out", "crashed", "failed"]
# ///
def attention(q, k, v, mask=None):
    class Link:
        def __init__(self, rest):
            self.rest = rest
    
    chain = None
    for _ in range(300_000):
        chain = Link(chain)
    del chain
    return 1
