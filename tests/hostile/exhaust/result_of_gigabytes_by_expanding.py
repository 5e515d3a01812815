# /// hostile
# tries = "Returns a view whose entries would fill a petabyte."
# drill = "attention/scaled-dot-product"
# expects = ["out of memory", "failed", "crashed"]
# ///
import torch

def attention(q, k, v, mask=None):
    return torch.zeros(1).expand(1 << 50)
