# /// hostile
# tries = "Finds the Channel among all objects and answers through it before it is asked."
# drill = "attention/scaled-dot-product"
# expects = ["failed", "crashed"]
# ///
import gc

import torch

from deepdrill.judge.wire import Channel

for found in gc.get_objects():
    if isinstance(found, Channel):
        for _ in range(50):
            found.send("ok", True)


def wrong(q, v):
    return torch.zeros(*q.shape[:-1], v.shape[-1], dtype=q.dtype, requires_grad=True) * 1.0


def attention(q, k, v, mask=None):
    return wrong(q, v)
