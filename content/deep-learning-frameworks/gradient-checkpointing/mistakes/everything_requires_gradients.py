# /// mistake
# fails = "some_arguments_need_no_gradient"
# says = "You let every argument require gradients: integers cannot, and others were not meant to."
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
        args = [arg.detach().requires_grad_() for arg in ctx.saved_tensors]
        with torch.random.fork_rng(devices=[]), torch.enable_grad():
            torch.set_rng_state(ctx.state)
            output = ctx.function(*args)
        torch.autograd.backward(output, gradient)
        return None, *(arg.grad for arg in args)


def checkpoint(function, *args):
    return Checkpoint.apply(function, *args)
