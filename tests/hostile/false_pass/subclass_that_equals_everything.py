# /// hostile
# tries = "A tensor subclass answers every comparison with True."
# drill = "attention/scaled-dot-product"
# expects = "failed"
# ///
import torch


class Liar(torch.Tensor):
    def __eq__(self, other):
        return torch.ones(self.shape, dtype=torch.bool)

    def __le__(self, other):
        return torch.ones(self.shape, dtype=torch.bool)

    __lt__ = __ge__ = __gt__ = __le__
    __hash__ = torch.Tensor.__hash__

    def __sub__(self, other):
        return torch.zeros(self.shape)

    __rsub__ = __sub__


def wrong(q, v):
    return torch.zeros(*q.shape[:-1], v.shape[-1], dtype=q.dtype, requires_grad=True) * 1.0


def attention(q, k, v, mask=None):
    return wrong(q, v).as_subclass(Liar)
