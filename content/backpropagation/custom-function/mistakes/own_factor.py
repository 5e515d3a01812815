# /// mistake
# fails = "gradients_without_broadcasting"
# says = "The gradient of a factor is the other factor: you multiplied x's gradient by x."
# ///
import torch


def unbroadcast(gradient, shape):
    while gradient.dim() > len(shape):
        gradient = gradient.sum(dim=0)
    for axis, size in enumerate(shape):
        if size == 1:
            gradient = gradient.sum(dim=axis, keepdim=True)
    return gradient


class MultiplyAdd(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, y, c):
        ctx.save_for_backward(x, y)
        ctx.shape_of_c = c.shape
        return x * y + c

    @staticmethod
    def backward(ctx, gradient):
        x, y = ctx.saved_tensors
        needs_x, needs_y, needs_c = ctx.needs_input_grad
        return (
            unbroadcast(gradient * x, x.shape) if needs_x else None,
            unbroadcast(gradient * y, y.shape) if needs_y else None,
            unbroadcast(gradient, ctx.shape_of_c) if needs_c else None,
        )


def multiply_add(x, y, c):
    return MultiplyAdd.apply(x, y, c)
