# /// mistake
# fails = "huge_entries_do_not_overflow"
# says = "You took the logarithm of probabilities, and those of unlikely classes underflow to 0: take the logarithm of the sum only."
# ///
import torch


def logsumexp(x, dim=-1):
    top = x.amax(dim=dim, keepdim=True)
    top = top.masked_fill(top == -torch.inf, 0.0)
    total = (x - top).exp().sum(dim=dim)
    return top.squeeze(dim) + total.log()


def log_softmax(x, dim=-1):
    raised = (x - x.amax(dim=dim, keepdim=True)).exp()
    return (raised / raised.sum(dim=dim, keepdim=True)).log()
