# /// mistake
# fails = "an_empty_choice_is_defined"
# says = "You gave a slice of nothing but -inf a distribution: there is none, so its log-softmax is NaN."
# ///
import torch


def logsumexp(x, dim=-1):
    top = x.amax(dim=dim, keepdim=True)
    top = top.masked_fill(top == -torch.inf, 0.0)
    total = (x - top).exp().sum(dim=dim)
    return top.squeeze(dim) + total.log()


def log_softmax(x, dim=-1):
    shifted = x - x.amax(dim=dim, keepdim=True)
    shifted = torch.where(shifted.isnan(), torch.zeros_like(shifted), shifted)
    return shifted - shifted.exp().sum(dim=dim, keepdim=True).log()
