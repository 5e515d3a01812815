# /// mistake
# fails = "no_gradient_where_none_is_needed"
# says = "You compute gradients that nobody needs: look at ctx.needs_input_grad and return None for those."
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
            unbroadcast(gradient * y, x.shape),
            unbroadcast(gradient * x, y.shape),
            unbroadcast(gradient, ctx.shape_of_c),
        )


def multiply_add(x, y, c):
    return MultiplyAdd.apply(x, y, c)
