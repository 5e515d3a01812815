# /// hostile
# tries = "Keeps tensors for ever."
# drill = "attention/scaled-dot-product"
# expects = ["out of memory", "timed out"]
# ///
import torch

def attention(q, k, v, mask=None):
    kept = []
    while True:
        kept.append(torch.ones(1 << 24))
