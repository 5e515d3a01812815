"""All ranks in one batch; the blocks' results are kept and merged by one softmax over their logarithms."""

import torch


def ring_attention(q, k, v, rotate, causal):
    ranks, n, d = len(q), *q[0].shape
    queries = torch.stack(q)
    logs, outs = [], []
    where = torch.arange(ranks)
    for step in range(ranks):
        scores = torch.einsum("rnd,rmd->rnm", queries, torch.stack(list(k))) * d**-0.5
        if causal:
            source = (where - step) % ranks
            future = (source[:, None] * n + torch.arange(n))[:, None, :] > (where[:, None] * n + torch.arange(n))[:, :, None]
            scores = scores.masked_fill(future, -torch.inf)
        top = scores.amax(-1, keepdim=True).clamp(min=-1e30)
        raised = torch.exp(scores - top)
        total = raised.sum(-1, keepdim=True)
        logs.append((top + total.log()).squeeze(-1))
        outs.append(raised @ torch.stack(list(v)) / total.clamp(min=1e-30))
        if step + 1 < ranks:
            k, v = rotate(list(k), list(v))
    weights = torch.softmax(torch.stack(logs), 0)
    return list((weights.unsqueeze(-1) * torch.stack(outs)).sum(0))
