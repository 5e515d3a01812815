import torch


def unbroadcast(gradient, shape):
    # Broadcasting lines shapes up at the right: what is missing in front was added, and an axis of 1 was stretched.
    while gradient.dim() > len(shape):
        gradient = gradient.sum(dim=0)
    for axis, size in enumerate(shape):
        if size == 1:  # also where nothing was stretched: a sum over one entry
            gradient = gradient.sum(dim=axis, keepdim=True)
    return gradient


class MultiplyAdd(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, y, c):
        # save_for_backward remembers the version of each tensor: a change in place is found. An attribute would not.
        ctx.save_for_backward(x, y)
        ctx.shape_of_c = c.shape  # c itself is not needed: the derivative with respect to it is one
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
