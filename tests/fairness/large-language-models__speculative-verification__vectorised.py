"""No loop at all: ratios, first rejection by argmin, searchsorted."""

import torch


def verify(draft, q, p, u, r):
    n = draft.numel()
    padded = torch.cat([q, torch.zeros_like(p[:1])])
    chosen = draft[:, None]
    ratio = (p[:n].gather(1, chosen) / q.gather(1, chosen))[:, 0]
    rejected = torch.nonzero(u >= ratio.clamp(max=1))
    a = int(rejected[0]) if len(rejected) else n
    weights = torch.relu(p[a] - padded[a]).double()
    sums = weights.cumsum(0)
    token = torch.searchsorted(sums, torch.tensor([r], dtype=torch.float64) * sums[-1], right=True)
    last = torch.arange(len(weights))[weights > 0].max()
    return torch.cat([draft[:a], token.clamp(max=last)])
