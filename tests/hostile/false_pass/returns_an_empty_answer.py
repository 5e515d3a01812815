# /// hostile
# tries = "Returns None, an empty tuple or an empty tensor."
# drill = "attention/scaled-dot-product"
# expects = "failed"
# ///
import torch

TURN = [0]


def attention(q, k, v, mask=None):
    TURN[0] += 1
    return (None, (), torch.empty(0))[TURN[0] % 3]
