# /// hostile
# tries = "Returns one number, or no entries at all, hoping for broadcasting."
# drill = "attention/scaled-dot-product"
# expects = "failed"
# ///
import torch


def attention(q, k, v, mask=None):
    return torch.zeros(0, *q.shape[:-1], v.shape[-1]) if q.ndim > 2 else torch.zeros(())
