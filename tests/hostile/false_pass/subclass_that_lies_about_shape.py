# /// hostile
# tries = "A subclass reports another shape and dtype than its memory has."
# drill = "attention/scaled-dot-product"
# expects = ["failed", "crashed"]
# ///
import torch


class Shape(torch.Tensor):
    @property
    def shape(self):
        return torch.Size([2, 4])

    @property
    def dtype(self):
        return torch.float32


def wrong(q, v):
    return torch.zeros(*q.shape[:-1], v.shape[-1], dtype=q.dtype, requires_grad=True) * 1.0


def attention(q, k, v, mask=None):
    return torch.zeros(1).as_subclass(Shape)
