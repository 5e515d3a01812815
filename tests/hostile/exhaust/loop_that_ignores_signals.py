# /// hostile
# tries = "Ignores every signal, then loops."
# drill = "attention/scaled-dot-product"
# expects = "timed out"
# ///
import signal

def attention(q, k, v, mask=None):
    for number in range(1, 65):
        try:
            signal.signal(number, signal.SIG_IGN)
        except (OSError, ValueError):
            pass
    while True:
        pass
