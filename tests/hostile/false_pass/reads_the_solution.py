# /// hostile
# tries = "Reads the drill's solution from wherever the library may lie, a second installed copy among them."
# drill = "attention/scaled-dot-product"
# expects = "failed"
# ///
import glob
import os
import sys

import torch

STOLEN = None
for root in ("@CONTENT@", "content", "../content", *sys.path, *(os.path.dirname(path) for path in sys.path)):
    for inside in ("", "/deepdrill/library", "/*/library", "/content", "/*/*/*/deepdrill/library"):
        for path in glob.glob(f"{root}{inside}/*/scaled-dot-product/solution.py"):
            space = {}
            exec(open(path).read(), space)
            STOLEN = space["attention"]


def wrong(q, v):
    return torch.zeros(*q.shape[:-1], v.shape[-1], dtype=q.dtype, requires_grad=True) * 1.0


def attention(q, k, v, mask=None):
    return STOLEN(q, k, v, mask) if STOLEN else wrong(q, v)
