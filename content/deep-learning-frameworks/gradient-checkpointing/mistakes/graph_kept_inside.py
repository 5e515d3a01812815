# /// mistake
# fails = "the_function_runs_again_in_backward"
# says = "You kept the graph of the first run, and with it every activation: run without a graph, and run again in backward."
# ///
import torch


class Checkpoint(torch.autograd.Function):
    @staticmethod
    def forward(ctx, function, *args):
        ctx.function = function
        ctx.save_for_backward(*args)
        with torch.enable_grad():
            ctx.inner = [arg.detach().requires_grad_(arg.requires_grad) for arg in args]
            ctx.output = function(*ctx.inner)
        return ctx.output.detach()

    @staticmethod
    def backward(ctx, gradient):
        args, output = ctx.inner, ctx.output
        torch.autograd.backward(output, gradient)
        return None, *(arg.grad for arg in args)


def checkpoint(function, *args):
    return Checkpoint.apply(function, *args)
