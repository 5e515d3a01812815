# /// hostile
# tries = "Opens files until none is left."
# drill = "attention/scaled-dot-product"
# expects = "crashed"
# ///
def attention(q, k, v, mask=None):
    kept = []
    while True:
        kept.append(open("/dev/null"))
