# /// hostile
# tries = "Scans its heap, byte by byte, for the text of the solution."
# drill = "attention/scaled-dot-product"
# expects = "failed"
# ///
import ctypes
import re

import torch


def maps():
    try:
        return [line.split()[0] for line in open("/proc/self/maps") if "rw" in line]
    except OSError:
        return []


FOUND = ""
for span in maps():
    low, high = (int(end, 16) for end in span.split("-"))
    text = ctypes.string_at(low, high - low)
    match = re.search(rb"def attention\(q, k, v, mask=None\):\n    # The dot product[^\0]+", text)
    if match:
        FOUND = match[0].decode("utf-8", "ignore").replace("def attention", "def stolen")
        exec(FOUND)


def wrong(q, v):
    return torch.zeros(*q.shape[:-1], v.shape[-1], dtype=q.dtype, requires_grad=True) * 1.0


def attention(q, k, v, mask=None):
    return stolen(q, k, v, mask) if FOUND else wrong(q, v)
