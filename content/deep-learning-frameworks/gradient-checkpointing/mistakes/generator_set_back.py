# /// mistake
# fails = "nobody_elses_numbers_change"
# says = "Your backward pass sets the global generator back and leaves it there, so later draws repeat: restore the state that you found."
# ///
import torch


class Checkpoint(torch.autograd.Function):
    @staticmethod
    def forward(ctx, function, *args):
        ctx.function = function
        ctx.save_for_backward(*args)
        ctx.state = torch.get_rng_state()
        return function(*args)

    @staticmethod
    def backward(ctx, gradient):
        args = [arg.detach().requires_grad_(arg.requires_grad) for arg in ctx.saved_tensors]
        with torch.enable_grad():
            torch.set_rng_state(ctx.state)
            output = ctx.function(*args)
        torch.autograd.backward(output, gradient)
        return None, *(arg.grad for arg in args)


def checkpoint(function, *args):
    return Checkpoint.apply(function, *args)
