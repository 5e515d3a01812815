# /// mistake
# fails = "huge_entries_do_not_overflow"
# says = "You subtract one maximum of the whole tensor, so slices far below it vanish: every slice needs its own."
# ///
import torch


def logsumexp(x, dim=-1):
    top = x.amax(dim=dim, keepdim=True)
    top = top.masked_fill(top == -torch.inf, 0.0)
    total = (x - top).exp().sum(dim=dim)
    return top.squeeze(dim) + total.log()


def log_softmax(x, dim=-1):
    shifted = x - x.max()
    return shifted - shifted.exp().sum(dim=dim, keepdim=True).log()
