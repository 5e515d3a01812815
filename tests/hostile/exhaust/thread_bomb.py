# /// hostile
# tries = "Starts threads without end."
# drill = "attention/scaled-dot-product"
# expects = ["timed out", "crashed", "out of memory"]
# ///
import threading
import time

def attention(q, k, v, mask=None):
    while True:
        threading.Thread(target=time.sleep, args=(99,)).start()
