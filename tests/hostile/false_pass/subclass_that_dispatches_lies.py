# /// hostile
# tries = "__torch_dispatch__ answers every operator on its instances with zeros."
# drill = "attention/scaled-dot-product"
# expects = ["failed", "crashed"]
# ///
import torch


class Dispatcher(torch.Tensor):
    @staticmethod
    def __new__(cls, inner):
        return torch.Tensor._make_wrapper_subclass(cls, inner.shape, dtype=inner.dtype)

    @classmethod
    def __torch_dispatch__(cls, function, types, args=(), kwargs=None):
        return torch.zeros(1)


def wrong(q, v):
    return torch.zeros(*q.shape[:-1], v.shape[-1], dtype=q.dtype, requires_grad=True) * 1.0


def attention(q, k, v, mask=None):
    return Dispatcher(wrong(q, v).detach())
