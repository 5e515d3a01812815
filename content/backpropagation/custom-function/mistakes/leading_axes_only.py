# /// mistake
# fails = "unbroadcast_adds_up_the_copies"
# says = "You sum over the axes added in front, but an axis of size 1 that was stretched has copies as well: sum over it and keep it."
# ///
import torch


def unbroadcast(gradient, shape):
    while gradient.dim() > len(shape):
        gradient = gradient.sum(dim=0)
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
