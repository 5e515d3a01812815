# /// mistake
# fails = "a_common_shift_costs_no_digits"
# says = "You subtract a log-sum-exp of size 10⁴, which was rounded at that size: subtract the maximum from x first, then the logarithm."
# ///
import torch


def logsumexp(x, dim=-1):
    top = x.amax(dim=dim, keepdim=True)
    top = top.masked_fill(top == -torch.inf, 0.0)
    total = (x - top).exp().sum(dim=dim)
    return top.squeeze(dim) + total.log()


def log_softmax(x, dim=-1):
    return x - logsumexp(x, dim).unsqueeze(dim)
