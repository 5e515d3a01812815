"""The newer form with setup_context; axes found by comparing padded shapes."""

import torch


def unbroadcast(gradient, shape):
    shape = tuple(shape)
    padded = (1,) * (gradient.ndim - len(shape)) + shape
    axes = [i for i, (wide, narrow) in enumerate(zip(gradient.shape, padded)) if wide != narrow]
    if axes:
        gradient = gradient.sum(axes, keepdim=True)
    return gradient.reshape(shape)


class MultiplyAdd(torch.autograd.Function):
    @staticmethod
    def forward(x, y, c):
        return torch.addcmul(c, x, y)

    @staticmethod
    def setup_context(ctx, inputs, output):
        ctx.save_for_backward(*inputs)

    @staticmethod
    def backward(ctx, gradient):
        x, y, c = ctx.saved_tensors
        gx = gy = gc = None
        if ctx.needs_input_grad[0]:
            gx = unbroadcast(y * gradient, x.shape)
        if ctx.needs_input_grad[1]:
            gy = unbroadcast(x * gradient, y.shape)
        if ctx.needs_input_grad[2]:
            gc = unbroadcast(gradient.clone(), c.shape)
        return gx, gy, gc


def multiply_add(x, y, c):
    return MultiplyAdd.apply(x, y, c)
