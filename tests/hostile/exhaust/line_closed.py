# /// hostile
# tries = "Closes its line, then loops."
# drill = "attention/scaled-dot-product"
# expects = "crashed"
# ///
import os

def attention(q, k, v, mask=None):
    os.closerange(3, 64)
    while True:
        pass
