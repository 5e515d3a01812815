# /// mistake
# fails = "logsumexp_follows_the_definition"
# says = "Your log-sum-exp lacks the maximum that you subtracted before: add it back after the logarithm."
# ///
import torch


def logsumexp(x, dim=-1):
    top = x.amax(dim=dim, keepdim=True)
    top = top.masked_fill(top == -torch.inf, 0.0)
    total = (x - top).exp().sum(dim=dim)
    return total.log()


def log_softmax(x, dim=-1):
    shifted = x - x.amax(dim=dim, keepdim=True)
    return shifted - shifted.exp().sum(dim=dim, keepdim=True).log()
