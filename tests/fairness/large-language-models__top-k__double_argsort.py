"""Double argsort gives ranks."""

import torch


def top_k(logits, k):
    if k < 1:
        raise ValueError("k must be at least one")
    order = torch.sort(-logits.detach(), dim=-1, stable=True).indices
    ranks = torch.argsort(order, dim=-1)
    z = torch.where(ranks < k, logits, torch.tensor(float("-inf"), dtype=logits.dtype))
    return z.softmax(-1)
