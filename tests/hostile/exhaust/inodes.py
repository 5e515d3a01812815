# /// hostile
# tries = "Makes empty files without end."
# drill = "attention/scaled-dot-product"
# expects = ["timed out", "crashed"]
# ///
def attention(q, k, v, mask=None):
    for number in range(1 << 30):
        open(f"file{number}", "w").close()
