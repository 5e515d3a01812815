# /// hostile
# tries = "Makes its output blocking and waits for somebody to read it."
# drill = "attention/scaled-dot-product"
# expects = "timed out"
# ///
import os

def attention(q, k, v, mask=None):
    os.set_blocking(1, True)
    while True:
        os.write(1, b"x" * 65536)
