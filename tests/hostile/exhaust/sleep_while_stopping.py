# /// hostile
# tries = "Stops itself."
# drill = "attention/scaled-dot-product"
# expects = ["timed out", "failed", "crashed"]
# ///
import os
import signal
import time

def attention(q, k, v, mask=None):
    os.kill(os.getpid(), signal.SIGSTOP)
    time.sleep(99)
