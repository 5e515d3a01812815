# /// hostile
# tries = "Raises an error with a chain of a hundred thousand causes."
# drill = "attention/scaled-dot-product"
# expects = ["timed out", "crashed", "out of memory"]
# ///
def attention(q, k, v, mask=None):
    error = ValueError("x")
    for _ in range(100_000):
        cause, error = error, ValueError("x")
        error.__cause__ = cause
    raise error
