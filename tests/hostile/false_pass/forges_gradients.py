# /// hostile
# tries = "Right values, and gradients of its own making."
# drill = "attention/scaled-dot-product"
# expects = "failed"
# ///
import torch


class Cheat(torch.autograd.Function):
    @staticmethod
    def forward(ctx, q, k, v, out):
        ctx.save_for_backward(q, k, v)
        return out.clone()

    @staticmethod
    def backward(ctx, up):
        return (*(torch.full_like(x, 1e-3) for x in ctx.saved_tensors), None)


def attention(q, k, v, mask=None):
    scores = q @ k.transpose(-2, -1) / q.shape[-1] ** 0.5
    if mask is not None:
        scores = scores.masked_fill(~mask, float("-inf"))
    return Cheat.apply(q, k, v, (torch.softmax(scores, -1).nan_to_num(0.0) @ v).detach())
