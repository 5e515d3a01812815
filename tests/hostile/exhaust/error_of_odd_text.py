# /// hostile
# tries = "Raises an error whose name and message cannot be written as UTF-8."
# drill = "attention/scaled-dot-product"
# expects = "crashed"
# ///
def attention(q, k, v, mask=None):
    raise type("E\ud800", (Exception,), {})("\ud800" * 100)
