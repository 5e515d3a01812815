"""Flattened leading axes, a loop over the inputs."""

import torch
from torch.autograd import Function


def unbroadcast(gradient, shape):
    extra = gradient.dim() - len(shape)
    out = gradient.reshape(-1, *gradient.shape[extra:]).sum(0)
    for d in range(len(shape)):
        if shape[d] == 1 and out.size(d) != 1:
            out = out.sum(d).unsqueeze(d)
    return out


class MultiplyAdd(Function):
    @staticmethod
    def forward(ctx, x, y, c):
        ctx.save_for_backward(x, y)
        ctx.shapes = [t.shape for t in (x, y, c)]
        return x.mul(y).add(c)

    @staticmethod
    def backward(ctx, gradient):
        x, y = ctx.saved_tensors
        locals_ = [y, x, None]
        result = []
        for factor, shape, needed in zip(locals_, ctx.shapes, ctx.needs_input_grad):
            if not needed:
                result.append(None)
                continue
            g = gradient if factor is None else gradient * factor
            result.append(unbroadcast(g, shape))
        return tuple(result)


def multiply_add(x, y, c):
    return MultiplyAdd.apply(x, y, c)
