# /// hostile
# tries = "Fills pipes as large as they get."
# drill = "attention/scaled-dot-product"
# expects = ["crashed", "out of memory", "failed"]
# ///
import fcntl
import os

def attention(q, k, v, mask=None):
    while True:
        reading, writing = os.pipe()
        try:
            fcntl.fcntl(writing, 1031, 1 << 20)
        except OSError:
            pass
        os.set_blocking(writing, False)
        try:
            while True:
                os.write(writing, b"x" * 65536)
        except BlockingIOError:
            pass
