# /// mistake
# fails = "log_softmax_follows_the_definition"
# says = "You return probabilities: the log-softmax is their logarithm, so every entry is at most 0."
# ///
import torch


def logsumexp(x, dim=-1):
    top = x.amax(dim=dim, keepdim=True)
    top = top.masked_fill(top == -torch.inf, 0.0)
    total = (x - top).exp().sum(dim=dim)
    return top.squeeze(dim) + total.log()


def log_softmax(x, dim=-1):
    raised = (x - x.amax(dim=dim, keepdim=True)).exp()
    return raised / raised.sum(dim=dim, keepdim=True)
