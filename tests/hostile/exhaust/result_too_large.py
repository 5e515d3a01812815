# /// hostile
# tries = "Returns a tensor larger than a frame may carry."
# drill = "attention/scaled-dot-product"
# expects = ["timed out", "failed", "out of memory"]
# ///
import torch

def attention(q, k, v, mask=None):
    return torch.zeros(70 << 20).expand(2, -1).contiguous() if False else torch.zeros(1).expand(1 << 28)
