# /// hostile
# tries = "Is interrupted by its own timer, again and again."
# drill = "attention/scaled-dot-product"
# expects = ["crashed", "timed out"]
# ///
import signal

def attention(q, k, v, mask=None):
    signal.setitimer(signal.ITIMER_REAL, 0.001, 0.001)
    while True:
        pass
