# /// hostile
# tries = "Makes a file of a petabyte with nothing in it."
# drill = "attention/scaled-dot-product"
# expects = "crashed"
# ///
import os

def attention(q, k, v, mask=None):
    os.truncate(os.open("sparse", os.O_CREAT | os.O_RDWR), 1 << 50)
