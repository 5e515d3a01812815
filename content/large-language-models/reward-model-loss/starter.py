import torch
import torch.nn.functional as F


def answer_rewards(hidden, head, mask):
    # hidden: (b, t, d), head: (d,), mask: (b, t), True is a token
    # TODO: return (b,)
    ...


def pairwise_loss(chosen, rejected, margin=None):
    # all (b,)
    # TODO: return the mean loss, ()
    ...
