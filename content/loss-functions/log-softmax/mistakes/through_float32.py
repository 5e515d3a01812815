# /// mistake
# fails = "double_precision_stays_double"
# says = "You compute in float32 whatever comes in, so float64 loses half of its digits."
# ///
import torch


def logsumexp(x, dim=-1):
    top = x.amax(dim=dim, keepdim=True)
    top = top.masked_fill(top == -torch.inf, 0.0)
    total = (x - top).exp().sum(dim=dim)
    return top.squeeze(dim) + total.log()


def log_softmax(x, dim=-1):
    shifted = (x - x.amax(dim=dim, keepdim=True)).float()
    return (shifted - shifted.exp().sum(dim=dim, keepdim=True).log()).to(x.dtype)
