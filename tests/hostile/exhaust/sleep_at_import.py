# /// hostile
# tries = "Never finishes loading."
# drill = "attention/scaled-dot-product"
# expects = "timed out"
# ///
import time

time.sleep(99)


def attention(q, k, v, mask=None):
    return q
