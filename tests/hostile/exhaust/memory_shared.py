# /// hostile
# tries = "Takes shared anonymous memory, which the limit on data does not count."
# drill = "attention/scaled-dot-product"
# expects = ["timed out", "crashed", "out of memory"]
# ///
import mmap

def attention(q, k, v, mask=None):
    kept = []
    while True:
        kept.append(mmap.mmap(-1, 64 << 20, mmap.MAP_SHARED | mmap.MAP_ANONYMOUS))
        kept[-1].write(b"x" * (64 << 20))
