# /// mistake
# fails = "logsumexp_follows_the_definition"
# says = "Your log-sum-exp keeps a dimension of size 1: the summed dimension has to go, so leave out keepdim at the end."
# ///
import torch


def logsumexp(x, dim=-1):
    top = x.amax(dim=dim, keepdim=True)
    top = top.masked_fill(top == -torch.inf, 0.0)
    total = (x - top).exp().sum(dim=dim, keepdim=True)
    return top + total.log()


def log_softmax(x, dim=-1):
    shifted = x - x.amax(dim=dim, keepdim=True)
    return shifted - shifted.exp().sum(dim=dim, keepdim=True).log()
