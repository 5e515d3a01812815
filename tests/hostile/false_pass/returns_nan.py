# /// hostile
# tries = "Returns NaN throughout: a difference with NaN is not larger than any bound."
# drill = "attention/scaled-dot-product"
# expects = ["failed", "crashed"]
# ///
import torch


def attention(q, k, v, mask=None):
    return torch.full((*q.shape[:-1], v.shape[-1]), float("nan"), dtype=q.dtype)
