# /// hostile
# tries = "Maps endless read-only memory and touches a page in each part: tables, not data."
# drill = "attention/scaled-dot-product"
# expects = ["timed out", "crashed", "out of memory"]
# ///
import mmap

def attention(q, k, v, mask=None):
    kept = []
    while True:
        kept.append(mmap.mmap(-1, 1 << 30, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS, mmap.PROT_READ))
        for place in range(0, 1 << 30, 2 << 20):
            kept[-1][place]
