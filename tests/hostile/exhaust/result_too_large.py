# /// hostile
# tries = "Returns a tensor larger than a frame may carry."
# drill = "attention/scaled-dot-product"
# expects = ["failed", "out of memory", "timed out"]
# ///
import torch

def attention(q, k, v, mask=None):
    return torch.zeros(1).expand(70 << 20)
