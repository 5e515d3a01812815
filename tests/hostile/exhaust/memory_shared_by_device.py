# /// hostile
# tries = "Maps /dev/zero shared, which is shared memory by another name."
# drill = "attention/scaled-dot-product"
# expects = ["crashed", "out of memory"]
# ///
import mmap

def attention(q, k, v, mask=None):
    kept = []
    file = open("/dev/zero", "r+b", buffering=0)
    while True:
        kept.append(mmap.mmap(file.fileno(), 64 << 20, mmap.MAP_SHARED))
        kept[-1].write(b"x" * (64 << 20))
