# /// hostile
# tries = "Returns infinity: inf - inf is NaN."
# drill = "attention/scaled-dot-product"
# expects = ["failed", "crashed"]
# ///
import torch


def attention(q, k, v, mask=None):
    return torch.full((*q.shape[:-1], v.shape[-1]), float("inf"), dtype=q.dtype)
