# /// hostile
# tries = "Rebinds torch.autograd.grad to give back the cotangent."
# drill = "attention/scaled-dot-product"
# expects = ["failed", "crashed"]
# ///
import torch

torch.autograd.grad = lambda output, inputs, grad_outputs=None, **how: tuple(torch.zeros_like(x) for x in inputs)
torch.Tensor.backward = lambda self, *args, **how: None


def wrong(q, v):
    return torch.zeros(*q.shape[:-1], v.shape[-1], dtype=q.dtype, requires_grad=True) * 1.0


def attention(q, k, v, mask=None):
    return wrong(q, v)
