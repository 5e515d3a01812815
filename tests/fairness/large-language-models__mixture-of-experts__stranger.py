"""Written from the prompt alone: tokens in a Python loop."""

import torch


def moe(x, router, w_in, w_out, k):
    n = len(x)
    number = router.shape[1]
    p = torch.softmax(x @ router, dim=1)
    counts = [0] * number
    rows = []
    for t in range(n):
        order = torch.argsort(p[t], descending=True)[:k].tolist()
        total = p[t, order].sum()
        row = torch.zeros_like(x[t])
        for e in order:
            counts[e] += 1
            row = row + p[t, e] / total * (torch.relu(x[t] @ w_in[e]) @ w_out[e])
        rows.append(row)
    f = torch.tensor(counts, dtype=x.dtype) / (n * k)
    return torch.stack(rows), number * (f * p.mean(dim=0)).sum()
