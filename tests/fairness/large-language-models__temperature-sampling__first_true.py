"""Softmax of divided logits, argmax over booleans."""

import torch


def sample(logits, temperature, u):
    if temperature < 0:
        raise ValueError
    if temperature == 0:
        return torch.argmax(logits, -1)
    p = torch.softmax(logits / temperature, -1)
    hit = p.cumsum(-1) > u.unsqueeze(-1)
    usable = ~torch.isneginf(logits)
    n = logits.size(-1)
    last = n - 1 - usable.flip(-1).int().argmax(-1)
    first = hit.int().argmax(-1)
    return torch.where(hit.any(-1), first, last)
