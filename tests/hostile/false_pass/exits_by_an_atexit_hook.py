# /// hostile
# tries = "Leaves hooks that report success when the process ends."
# drill = "attention/scaled-dot-product"
# expects = "crashed"
# ///
import atexit
import os
import sys

atexit.register(lambda: os._exit(0))
sys.excepthook = lambda *args: os._exit(0)


def attention(q, k, v, mask=None):
    sys.exit(0)
