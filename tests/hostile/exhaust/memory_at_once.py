# /// hostile
# tries = "Asks for a tensor of a terabyte."
# drill = "attention/scaled-dot-product"
# expects = "out of memory"
# ///
import torch

def attention(q, k, v, mask=None):
    return torch.ones(1 << 40)
