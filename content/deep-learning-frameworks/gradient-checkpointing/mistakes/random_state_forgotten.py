# /// mistake
# fails = "dropout_drops_the_same_units"
# says = "Your second run draws other random numbers, so dropout drops other units than those that made the loss: keep the random state of the first run."
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
        with torch.random.fork_rng(devices=[]), torch.enable_grad():
            output = ctx.function(*args)
        torch.autograd.backward(output, gradient)
        return None, *(arg.grad for arg in args)


def checkpoint(function, *args):
    return Checkpoint.apply(function, *args)
