import torch


class Checkpoint(torch.autograd.Function):
    @staticmethod
    def forward(ctx, function, *args):
        ctx.function = function
        ctx.save_for_backward(*args)
        ctx.state = torch.get_rng_state()  # before the run: it is what the second run has to start from
        return function(*args)  # a Function's forward runs without a graph, so no activation is kept

    @staticmethod
    def backward(ctx, gradient):
        # Leaves of their own: the graph of the second run ends here and does not reach what came before args.
        args = [arg.detach().requires_grad_(arg.requires_grad) for arg in ctx.saved_tensors]
        # fork_rng puts the state of now back when the second run is over.
        with torch.random.fork_rng(devices=[]), torch.enable_grad():
            torch.set_rng_state(ctx.state)
            output = ctx.function(*args)
        # backward and not autograd.grad: parameters that are not among args get their gradients as well.
        torch.autograd.backward(output, gradient)
        return None, *(arg.grad for arg in args)


def checkpoint(function, *args):
    return Checkpoint.apply(function, *args)
