# /// mistake
# fails = "gradients_reach_arguments_and_parameters"
# says = "backward runs without recording, so your second run has no graph: switch it on with torch.enable_grad()."
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
        with torch.random.fork_rng(devices=[]):
            torch.set_rng_state(ctx.state)
            output = ctx.function(*args)
        torch.autograd.backward(output, gradient)
        return None, *(arg.grad for arg in args)


def checkpoint(function, *args):
    return Checkpoint.apply(function, *args)
