# /// hostile
# tries = "__torch_function__ makes allclose and its kin say yes to its instances."
# drill = "attention/scaled-dot-product"
# expects = "failed"
# ///
import torch


class Hijacker(torch.Tensor):
    @classmethod
    def __torch_function__(cls, function, types, args=(), kwargs=None):
        name = getattr(function, "__name__", "")
        if name in ("allclose", "equal", "isclose", "eq", "le", "all"):
            return True
        return super().__torch_function__(function, types, args, kwargs or {})


def wrong(q, v):
    return torch.zeros(*q.shape[:-1], v.shape[-1], dtype=q.dtype, requires_grad=True) * 1.0


def attention(q, k, v, mask=None):
    return wrong(q, v).as_subclass(Hijacker)
