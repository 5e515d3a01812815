# /// hostile
# tries = "Knows the shapes of the checks and is right for the small ones only."
# drill = "attention/scaled-dot-product"
# expects = "failed"
# ///
import torch


def attention(q, k, v, mask=None):
    if q.shape == (1, 1):
        return v.clone()
    return v.mean(dim=-2, keepdim=True).expand(*q.shape[:-1], v.shape[-1])
