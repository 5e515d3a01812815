import torch


class Checkpoint(torch.autograd.Function):
    @staticmethod
    def forward(ctx, function, *args):
        # TODO: the output, and what the second run needs
        ...

    @staticmethod
    def backward(ctx, gradient):
        # TODO: run again, and give None for function and a gradient (or None) for each of args
        ...


def checkpoint(function, *args):
    return Checkpoint.apply(function, *args)
