# /// mistake
# fails = "a_change_in_place_is_noticed"
# says = "You kept the tensors as attributes of ctx: autograd cannot see that they were changed in place, and gives a wrong gradient. Use ctx.save_for_backward."
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
        ctx.x, ctx.y = x, y
        ctx.shape_of_c = c.shape
        return x * y + c

    @staticmethod
    def backward(ctx, gradient):
        x, y = ctx.x, ctx.y
        needs_x, needs_y, needs_c = ctx.needs_input_grad
        return (
            unbroadcast(gradient * y, x.shape) if needs_x else None,
            unbroadcast(gradient * x, y.shape) if needs_y else None,
            unbroadcast(gradient, ctx.shape_of_c) if needs_c else None,
        )


def multiply_add(x, y, c):
    return MultiplyAdd.apply(x, y, c)
