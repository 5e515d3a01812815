"""The rank of each token by counting who beats it; softmax, then renormalised."""

import torch


def top_k(logits, k):
    if k <= 0:
        raise ValueError("k")
    n = logits.shape[-1]
    a, b = logits.unsqueeze(-1), logits.unsqueeze(-2)  # a_i against b_j
    i = torch.arange(n)
    beats = (b > a) | ((b == a) & (i[None, :] < i[:, None]))
    rank = beats.sum(-1)
    p = torch.softmax(logits, -1) * (rank < k)
    return p / p.sum(-1, keepdim=True)
