# /// mistake
# fails = "log_softmax_follows_the_definition"
# says = "You took log(p + epsilon): the constant shifts every result and caps it from below, so use (x - max) - log(sum) instead."
# ///
import torch


def logsumexp(x, dim=-1):
    top = x.amax(dim=dim, keepdim=True)
    top = top.masked_fill(top == -torch.inf, 0.0)
    total = (x - top).exp().sum(dim=dim)
    return top.squeeze(dim) + total.log()


def log_softmax(x, dim=-1):
    raised = (x - x.amax(dim=dim, keepdim=True)).exp()
    return (raised / raised.sum(dim=dim, keepdim=True) + 1e-4).log()
