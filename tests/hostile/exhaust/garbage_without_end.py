# /// hostile
# tries = "Switches the collector off and makes cycles."
# drill = "attention/scaled-dot-product"
# expects = ["timed out", "out of memory"]
# ///
import gc

def attention(q, k, v, mask=None):
    gc.disable()
    while True:
        a = [bytearray(1000)]
        a.append(a)
