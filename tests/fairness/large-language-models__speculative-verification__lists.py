"""Python lists throughout."""

import torch


def pick(w, r):
    total = sum(w)
    run, best = 0.0, None
    for j, x in enumerate(w):
        run += x / total
        if x > 0:
            best = j
            if run > r:
                return j
    return best


def verify(draft, q, p, u, r):
    tokens, q, p, u = draft.tolist(), q.tolist(), p.tolist(), u.tolist()
    for i, x in enumerate(tokens):
        if p[i][x] >= q[i][x] or u[i] < p[i][x] / q[i][x]:
            continue
        w = [max(0.0, b - a) for a, b in zip(q[i], p[i])]
        return torch.tensor(tokens[:i] + [pick(w, r)])
    return torch.tensor(tokens + [pick(p[-1], r)], dtype=torch.int64)
