# /// hostile
# tries = "Returns a view of an input that a thread overwrites while it is compared."
# drill = "attention/scaled-dot-product"
# expects = ["failed", "crashed"]
# ///
import threading

import torch


def attention(q, k, v, mask=None):
    out = torch.zeros(*q.shape[:-1], v.shape[-1], dtype=q.dtype)
    threading.Timer(0.0, lambda: out.fill_(1.0)).start()
    return out[:]
