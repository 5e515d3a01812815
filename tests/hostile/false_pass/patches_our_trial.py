# /// hostile
# tries = "Rebinds Trial.same and Trial.require."
# drill = "attention/scaled-dot-product"
# expects = "failed"
# ///
import torch

import deepdrill.judge.checks

deepdrill.judge.checks.Trial.same = lambda *args, **kwargs: None
deepdrill.judge.checks.Trial.require = lambda *args, **kwargs: None
deepdrill.judge.checks.Trial.fail = lambda *args, **kwargs: None


def wrong(q, v):
    return torch.zeros(*q.shape[:-1], v.shape[-1], dtype=q.dtype, requires_grad=True) * 1.0


def attention(q, k, v, mask=None):
    return wrong(q, v)
