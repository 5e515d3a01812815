# /// hostile
# tries = "A matrix product that takes for ever inside native code."
# drill = "attention/scaled-dot-product"
# expects = ["timed out", "out of memory"]
# ///
import torch

def attention(q, k, v, mask=None):
    x = torch.ones(4000, 4000)
    for _ in range(1000):
        x = x @ x
    return x
