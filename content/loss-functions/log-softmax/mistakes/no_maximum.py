# /// mistake
# fails = "huge_entries_do_not_overflow"
# says = "exp overflows for entries above 88 in float32: subtract the maximum of the slice first."
# ///
import torch


def logsumexp(x, dim=-1):
    return x.exp().sum(dim=dim).log()


def log_softmax(x, dim=-1):
    return x - x.exp().sum(dim=dim, keepdim=True).log()
