"""Row by row with a loop over the ranking."""

import math

import torch


def top_p(logits, p):
    if not (0 < p <= 1):
        raise ValueError("p must be in (0, 1]")
    probs = torch.exp(torch.log_softmax(logits, dim=-1))
    if p == 1:
        return probs
    keep = torch.zeros_like(probs, dtype=torch.bool)
    flat, flat_keep = probs.reshape(-1, probs.shape[-1]), keep.view(-1, probs.shape[-1])
    for i, row in enumerate(flat.tolist()):
        ranking = sorted(range(len(row)), key=lambda t: -row[t])
        chosen, so_far = [], 0.0
        while so_far < p and len(chosen) < len(row):
            chosen.append(ranking[len(chosen)])
            so_far = math.fsum(row[t] for t in chosen)
        for t in chosen:
            flat_keep[i, t] = True
    out = torch.where(keep, probs, 0.0)
    out = out / out.sum(-1, keepdim=True)
    return out
