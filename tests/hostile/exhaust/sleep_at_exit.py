# /// hostile
# tries = "Sleeps when its process ends."
# drill = "attention/scaled-dot-product"
# expects = "crashed"
# ///
import atexit
import sys
import time

atexit.register(time.sleep, 99)

def attention(q, k, v, mask=None):
    sys.exit(1)
