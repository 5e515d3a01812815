import torch


def softmax(x, dim=-1):
    # x: a float tensor of any shape; normalise over dim
    # TODO: return probabilities of the same shape and dtype
    ...
