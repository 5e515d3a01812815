# /// hostile
# tries = "Raises an error whose class has a name of megabytes."
# drill = "attention/scaled-dot-product"
# expects = "crashed"
# ///
def attention(q, k, v, mask=None):
    raise type("E" * 5_000_000, (Exception,), {})("x")
