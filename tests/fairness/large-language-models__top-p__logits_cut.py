"""Cuts logits and takes a second softmax."""

import torch


def top_p(logits, p):
    if p <= 0 or p > 1:
        raise ValueError("p")
    if p == 1.0:
        return torch.softmax(logits, -1)
    z, order = torch.sort(logits, dim=-1, descending=True, stable=True)
    mass = torch.softmax(z.float() if z.dtype == torch.bfloat16 else z, -1).cumsum(-1)
    gone = torch.roll(mass >= p, 1, dims=-1)
    gone[..., 0] = False
    z = z.masked_fill(gone, float("-inf"))
    back = order.argsort(-1)
    return torch.softmax(z.gather(-1, back), -1)
