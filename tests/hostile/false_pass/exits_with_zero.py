# /// hostile
# tries = "Ends its process with the exit status of success."
# drill = "attention/scaled-dot-product"
# expects = "crashed"
# ///
import os


def attention(q, k, v, mask=None):
    print("ok")
    os._exit(0)
