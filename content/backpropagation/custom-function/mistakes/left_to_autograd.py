# /// mistake
# fails = "backward_gives_the_shapes_of_the_inputs"
# says = "Your backward returns gradients of the output's shape: sum them over the broadcast axes before you return them."
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
            gradient * y if needs_x else None,
            gradient * x if needs_y else None,
            gradient if needs_c else None,
        )


def multiply_add(x, y, c):
    return MultiplyAdd.apply(x, y, c)
