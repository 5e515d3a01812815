# /// hostile
# tries = "Looks through the frames of its callers for an oracle or an expected value."
# drill = "attention/scaled-dot-product"
# expects = "failed"
# ///
import sys

import torch


def search():
    frame = sys._getframe()
    while frame is not None:
        for found in (frame.f_locals, frame.f_globals):
            for name in ("expected", "oracle", "solution", "task", "trial"):
                if name in found:
                    return found[name]
        frame = frame.f_back
    return None


def wrong(q, v):
    return torch.zeros(*q.shape[:-1], v.shape[-1], dtype=q.dtype, requires_grad=True) * 1.0


def attention(q, k, v, mask=None):
    return search()(q, k, v, mask) if callable(search()) else wrong(q, v)
