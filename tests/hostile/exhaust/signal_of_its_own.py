# /// hostile
# tries = "Kills itself by each signal in turn, a real-time one first."
# drill = "attention/scaled-dot-product"
# expects = ["crashed", "timed out", "out of memory"]
# ///
import os

def attention(q, k, v, mask=None):
    for number in (40, *range(1, 65)):
        try:
            os.kill(os.getpid(), number)
        except OSError:
            pass
    os.abort()
