# /// mistake
# fails = "dropout_drops_the_same_units"
# says = "You took the random state after the first run: it is the state before it that the second run has to start from."
# ///
import torch


class Checkpoint(torch.autograd.Function):
    @staticmethod
    def forward(ctx, function, *args):
        ctx.function = function
        ctx.save_for_backward(*args)
        output = function(*args)
        ctx.state = torch.get_rng_state()
        return output

    @staticmethod
    def backward(ctx, gradient):
        args = [arg.detach().requires_grad_(arg.requires_grad) for arg in ctx.saved_tensors]
        with torch.random.fork_rng(devices=[]), torch.enable_grad():
            torch.set_rng_state(ctx.state)
            output = ctx.function(*args)
        torch.autograd.backward(output, gradient)
        return None, *(arg.grad for arg in args)


def checkpoint(function, *args):
    return Checkpoint.apply(function, *args)
