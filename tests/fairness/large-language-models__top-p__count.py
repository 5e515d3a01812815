"""Counts how many sums stay below p: one more than that are kept, by rank."""

import torch


def top_p(logits, p):
    if p > 1 or p <= 0:
        raise ValueError(str(p))
    full = logits.softmax(-1)
    if p == 1:
        return full
    order = torch.argsort(full, dim=-1, descending=True, stable=True)
    rank = torch.argsort(order, dim=-1)
    sums = torch.gather(full, -1, order).cumsum(-1)
    n = (sums < p).sum(-1, keepdim=True) + 1
    kept = full * (rank < n)
    return kept / kept.sum(-1, keepdim=True)
