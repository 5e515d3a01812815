# /// hostile
# tries = "Gives right values but leaves its arguments changed."
# drill = "attention/scaled-dot-product"
# expects = "failed"
# ///
import torch


def attention(q, k, v, mask=None):
    scores = q @ k.transpose(-2, -1) / q.shape[-1] ** 0.5
    if mask is not None:
        scores = scores.masked_fill(~mask, float("-inf"))
    out = torch.softmax(scores, -1).nan_to_num(0.0) @ v
    if not q.requires_grad:
        q.data.add_(1)
    return out
