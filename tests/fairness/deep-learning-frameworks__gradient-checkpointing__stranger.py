"""Arguments kept on ctx, a weighted sum instead of a gradient argument."""

import torch
from torch.autograd import Function


class Checkpoint(Function):
    @staticmethod
    def forward(ctx, function, *args):
        ctx.function, ctx.args = function, args
        ctx.seed_state = torch.get_rng_state().clone()
        result = function(*args)
        return result.detach()

    @staticmethod
    def backward(ctx, gradient):
        copies = tuple(a.detach().clone().requires_grad_(a.requires_grad) for a in ctx.args)
        with torch.random.fork_rng(devices=()):
            torch.random.set_rng_state(ctx.seed_state)
            with torch.set_grad_enabled(True):
                again = ctx.function(*copies)
                ((again * gradient).sum()).backward()
        grads = [c.grad for c in copies]
        return (None, *grads)


def checkpoint(function, *args):
    return Checkpoint.apply(function, *args)
