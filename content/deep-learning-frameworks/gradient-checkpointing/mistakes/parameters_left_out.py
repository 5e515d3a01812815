# /// mistake
# fails = "gradients_reach_arguments_and_parameters"
# says = "You asked autograd.grad for the gradients of the arguments only, so the parameters inside get none: call backward on the output."
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
            torch.set_rng_state(ctx.state)
            output = ctx.function(*args)
        wanted = [arg for arg in args if arg.requires_grad]
        found = iter(torch.autograd.grad(output, wanted, gradient))
        return None, *(next(found) if arg.requires_grad else None for arg in args)


def checkpoint(function, *args):
    return Checkpoint.apply(function, *args)
