# /// hostile
# tries = "Fills its scratch with one file."
# drill = "attention/scaled-dot-product"
# expects = "crashed"
# ///
def attention(q, k, v, mask=None):
    with open("big", "wb") as file:
        while True:
            file.write(bytes(1 << 20))
