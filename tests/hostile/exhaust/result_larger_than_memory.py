# /// hostile
# tries = "Returns a view that has to be copied out and then does not fit its memory."
# drill = "attention/scaled-dot-product"
# expects = ["out of memory", "timed out"]
# ///
import torch

def attention(q, k, v, mask=None):
    return torch.zeros(1).expand(1 << 30)
