# /// hostile
# tries = "Zeroes its inputs, so that an oracle that shares them expects zeros."
# drill = "attention/scaled-dot-product"
# expects = "failed"
# ///
import torch


def attention(q, k, v, mask=None):
    with torch.no_grad():
        for x in (q, k, v):
            x.zero_()
    return torch.zeros(*q.shape[:-1], v.shape[-1], dtype=q.dtype)
