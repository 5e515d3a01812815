# /// hostile
# tries = "Rebinds arithmetic and reductions of Tensor itself."
# drill = "attention/scaled-dot-product"
# expects = ["failed", "crashed"]
# ///
import torch

torch.Tensor.__sub__ = lambda self, other: self * 0
torch.Tensor.__eq__ = torch.Tensor.__le__ = lambda self, other: torch.ones(1, dtype=torch.bool)
torch.Tensor.abs = lambda self: self * 0
torch.Tensor.all = lambda self, *args: torch.ones((), dtype=torch.bool)


def wrong(q, v):
    return torch.zeros(*q.shape[:-1], v.shape[-1], dtype=q.dtype, requires_grad=True) * 1.0


def attention(q, k, v, mask=None):
    return wrong(q, v)
