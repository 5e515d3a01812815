import math

import torch


def attention(q, k, v, mask=None):
    leading, n, m = q.shape[:-2], q.shape[-2], k.shape[-2]
    flat_q, flat_k, flat_v = (t.reshape(-1, *t.shape[-2:]) for t in (q, k, v))
    if mask is None:
        mask = torch.ones(n, m, dtype=torch.bool)
    flat_mask = mask.broadcast_to(*leading, n, m).reshape(-1, n, m)
    out = []
    for queries, keys, values, seen in zip(flat_q, flat_k, flat_v, flat_mask):
        for i in range(n):
            chosen = [j for j in range(m) if seen[i, j]]
            if not chosen:
                out.append((queries[i] * 0).sum() + torch.zeros_like(values[0]))
                continue
            scores = torch.stack([torch.dot(queries[i], keys[j]) / math.sqrt(len(queries[i])) for j in chosen])
            weights = torch.exp(scores - torch.logsumexp(scores, 0))
            out.append(sum(w * values[j] for w, j in zip(weights, chosen)))
    return torch.stack(out).reshape(*leading, n, v.shape[-1])
