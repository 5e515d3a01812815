# /// mistake
# fails = "huge_entries_do_not_overflow"
# says = "You clamp the entries, which changes the result: subtract the maximum instead, that changes nothing."
# ///
import torch


def logsumexp(x, dim=-1):
    return x.clamp(-80, 80).exp().sum(dim=dim).log()


def log_softmax(x, dim=-1):
    x = x.clamp(-80, 80)
    return x - x.exp().sum(dim=dim, keepdim=True).log()
