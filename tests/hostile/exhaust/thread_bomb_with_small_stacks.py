# /// hostile
# tries = "Starts threads with the smallest stacks."
# drill = "attention/scaled-dot-product"
# expects = ["timed out", "crashed", "out of memory"]
# ///
import threading
import time

def attention(q, k, v, mask=None):
    threading.stack_size(32768)
    while True:
        threading.Thread(target=time.sleep, args=(99,)).start()
