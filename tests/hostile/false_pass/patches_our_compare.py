# /// hostile
# tries = "Rebinds the judge's own comparison."
# drill = "attention/scaled-dot-product"
# expects = "failed"
# ///
import torch

import deepdrill.judge.compare

deepdrill.judge.compare.compare = lambda *args, **kwargs: None
deepdrill.judge.compare._compare_tensors = lambda *args, **kwargs: None
deepdrill.judge.compare.SLACK = {dtype: 1e30 for dtype in deepdrill.judge.compare.SLACK}
deepdrill.judge.compare.tolerance = lambda dtype, terms: 1e30


def wrong(q, v):
    return torch.zeros(*q.shape[:-1], v.shape[-1], dtype=q.dtype, requires_grad=True) * 1.0


def attention(q, k, v, mask=None):
    return wrong(q, v)
