# /// hostile
# tries = "Returns complex numbers, for which an order is not defined."
# drill = "attention/scaled-dot-product"
# expects = "failed"
# ///
import torch


def attention(q, k, v, mask=None):
    return torch.zeros(*q.shape[:-1], v.shape[-1], dtype=torch.complex64)
