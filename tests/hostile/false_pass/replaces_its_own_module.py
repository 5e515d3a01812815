# /// hostile
# tries = "Puts another module in the place of its own."
# drill = "attention/scaled-dot-product"
# expects = ["failed", "crashed"]
# ///
import sys

import torch


class Fake:
    attention = staticmethod(lambda q, k, v, mask=None: True)


sys.modules["submission"] = sys.modules["__main__"] = Fake()


def wrong(q, v):
    return torch.zeros(*q.shape[:-1], v.shape[-1], dtype=q.dtype, requires_grad=True) * 1.0


def attention(q, k, v, mask=None):
    return wrong(q, v)
