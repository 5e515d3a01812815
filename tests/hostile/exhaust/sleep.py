# /// hostile
# tries = "Sleeps for a day."
# drill = "attention/scaled-dot-product"
# expects = "timed out"
# ///
import time

def attention(q, k, v, mask=None):
    time.sleep(86400)
