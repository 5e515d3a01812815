# /// mistake
# fails = "gradients_are_right"
# says = "You took the logarithm of the sum as a constant (detach): it depends on x, and the gradient needs it."
# ///
import torch


def logsumexp(x, dim=-1):
    top = x.amax(dim=dim, keepdim=True)
    top = top.masked_fill(top == -torch.inf, 0.0)
    total = (x - top).exp().sum(dim=dim)
    return top.squeeze(dim) + total.log()


def log_softmax(x, dim=-1):
    shifted = x - x.amax(dim=dim, keepdim=True)
    return shifted - shifted.exp().sum(dim=dim, keepdim=True).log().detach()
