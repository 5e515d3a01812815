# /// hostile
# tries = "Compiles an expression that becomes huge."
# drill = "attention/scaled-dot-product"
# expects = ["timed out", "out of memory", "crashed"]
# ///
def attention(q, k, v, mask=None):
    return eval(compile("(1,) * 10 ** 10", "x", "eval"))
