# /// hostile
# tries = "Rebinds isinstance, len, type and all in builtins."
# drill = "attention/scaled-dot-product"
# expects = ["failed", "crashed"]
# ///
import builtins

import torch

builtins.all = lambda items: True
builtins.any = lambda items: False
builtins.len = lambda items: 4
builtins.isinstance = lambda value, kind: True


def wrong(q, v):
    return torch.zeros(*q.shape[:-1], v.shape[-1], dtype=q.dtype, requires_grad=True) * 1.0


def attention(q, k, v, mask=None):
    return wrong(q, v)
