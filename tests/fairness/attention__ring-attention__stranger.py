"""Written from the prompt alone: running maximum, sum and mixture per rank; divided at the end."""

import math

import torch


def ring_attention(q, k, v, rotate, causal):
    P = len(q)
    n, d = q[0].shape
    e = v[0].shape[1]
    state = [
        (
            torch.full((n, 1), -math.inf, dtype=q[r].dtype),
            torch.zeros(n, 1, dtype=q[r].dtype),
            torch.zeros(n, e, dtype=q[r].dtype),
        )
        for r in range(P)
    ]
    keys, values = k, v
    for s in range(P):
        if s > 0:
            keys, values = rotate(keys, values)
        for r in range(P):
            owner = (r - s) % P
            query_place = r * n + torch.arange(n)[:, None]
            key_place = owner * n + torch.arange(n)[None, :]
            scores = q[r] @ keys[r].t() / math.sqrt(d)
            if causal:
                if owner > r:
                    continue
                scores[key_place > query_place] = -math.inf
            m, l, o = state[r]
            new_m = torch.maximum(m, scores.max(dim=1, keepdim=True).values)
            p = torch.exp(scores - new_m)
            f = torch.exp(m - new_m)
            state[r] = (new_m, l * f + p.sum(1, keepdim=True), o * f + p @ values[r])
    return [o / l for _, l, o in state]
