"""Row after row, new rows stacked."""

import torch


def top_k(logits, k):
    if k < 1:
        raise ValueError(f"bad k: {k}")
    if logits.dim() > 1:
        return torch.stack([top_k(part, k) for part in logits])
    values = logits.tolist()
    keep = sorted(range(len(values)), key=values.__getitem__, reverse=True)[:k]
    mask = torch.ones(len(values), dtype=torch.bool)
    mask[keep] = False
    z = logits.masked_fill(mask, -float("inf"))
    e = torch.exp(z - z.max().detach())
    return e / e.sum()
