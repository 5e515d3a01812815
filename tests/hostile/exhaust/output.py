# /// hostile
# tries = "Prints without end."
# drill = "attention/scaled-dot-product"
# expects = "timed out"
# ///
def attention(q, k, v, mask=None):
    while True:
        print("x" * 100_000)
