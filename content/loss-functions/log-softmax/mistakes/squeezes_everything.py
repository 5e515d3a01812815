# /// mistake
# fails = "sums_over_any_dimension"
# says = "squeeze() without a dimension drops every dimension of size 1: squeeze only dim."
# ///
import torch


def logsumexp(x, dim=-1):
    top = x.amax(dim=dim, keepdim=True)
    top = top.masked_fill(top == -torch.inf, 0.0)
    total = (x - top).exp().sum(dim=dim, keepdim=True)
    return (top + total.log()).squeeze()


def log_softmax(x, dim=-1):
    shifted = x - x.amax(dim=dim, keepdim=True)
    return shifted - shifted.exp().sum(dim=dim, keepdim=True).log()
