# /// mistake
# fails = "unbroadcast_adds_up_the_copies"
# says = "You sum over stretched axes without keepdim, so they disappear: they must stay, with size 1."
# ///
import torch


def unbroadcast(gradient, shape):
    while gradient.dim() > len(shape):
        gradient = gradient.sum(dim=0)
    for axis, size in enumerate(shape):
        if size == 1:
            gradient = gradient.sum(dim=axis) if gradient.dim() > axis else gradient
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
            unbroadcast(gradient * y, x.shape) if needs_x else None,
            unbroadcast(gradient * x, y.shape) if needs_y else None,
            unbroadcast(gradient, ctx.shape_of_c) if needs_c else None,
        )


def multiply_add(x, y, c):
    return MultiplyAdd.apply(x, y, c)
