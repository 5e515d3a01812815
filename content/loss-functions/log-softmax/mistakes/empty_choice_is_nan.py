# /// mistake
# fails = "an_empty_choice_is_defined"
# says = "In a slice of nothing but -inf you subtract -inf from -inf, which is NaN: replace that maximum by 0 before you subtract, and the result is log 0 = -inf."
# ///
import torch


def logsumexp(x, dim=-1):
    top = x.amax(dim=dim, keepdim=True)
    total = (x - top).exp().sum(dim=dim)
    return top.squeeze(dim) + total.log()


def log_softmax(x, dim=-1):
    shifted = x - x.amax(dim=dim, keepdim=True)
    return shifted - shifted.exp().sum(dim=dim, keepdim=True).log()
