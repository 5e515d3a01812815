# /// mistake
# fails = "some_arguments_need_no_gradient"
# says = "You return a gradient for the first argument only: one for each of args, None where there is none."
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
        torch.autograd.backward(output, gradient)
        return None, args[0].grad, *(None for _ in args[1:])


def checkpoint(function, *args):
    return Checkpoint.apply(function, *args)
