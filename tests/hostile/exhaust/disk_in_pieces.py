# /// hostile
# tries = "Fills its scratch with files below the limit of one."
# drill = "attention/scaled-dot-product"
# expects = "crashed"
# ///
def attention(q, k, v, mask=None):
    for number in range(1 << 30):
        with open(f"piece{number}", "wb") as file:
            file.write(bytes(8 << 20))
