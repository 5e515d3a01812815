# /// hostile
# tries = "Appends to a list for ever."
# drill = "attention/scaled-dot-product"
# expects = ["out of memory", "timed out"]
# ///
def attention(q, k, v, mask=None):
    kept = []
    while True:
        kept.append(bytearray(1 << 24))
