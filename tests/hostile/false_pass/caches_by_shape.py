# /// hostile
# tries = "Remembers the first answer for each shape and gives it again."
# drill = "attention/scaled-dot-product"
# expects = "failed"
# ///
import torch

SEEN = {}


def attention(q, k, v, mask=None):
    if q.shape not in SEEN:
        SEEN[q.shape] = torch.softmax(q @ k.transpose(-2, -1) / q.shape[-1] ** 0.5, -1) @ v
    return SEEN[q.shape]
