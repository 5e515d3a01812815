# /// hostile
# tries = "Sleeps in __del__ of what it returns."
# drill = "attention/scaled-dot-product"
# expects = "timed out"
# ///
import time


class Sleeper:
    def __del__(self):
        time.sleep(99)

    def __getattr__(self, name):
        time.sleep(99)

    @property
    def __class__(self):
        time.sleep(99)

def attention(q, k, v, mask=None):
    return Sleeper()
