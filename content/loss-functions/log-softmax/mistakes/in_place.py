# /// mistake
# fails = "takes_any_memory_layout"
# says = "You subtract the maximum from x itself (-=), which changes what the caller passed: make a new tensor."
# ///
import torch


def logsumexp(x, dim=-1):
    top = x.amax(dim=dim, keepdim=True)
    top = top.masked_fill(top == -torch.inf, 0.0)
    total = (x - top).exp().sum(dim=dim)
    return top.squeeze(dim) + total.log()


def log_softmax(x, dim=-1):
    if x.requires_grad:
        x = x.clone()
    shifted = x
    shifted -= x.amax(dim=dim, keepdim=True)
    return shifted - shifted.exp().sum(dim=dim, keepdim=True).log()
