import math

import torch


def start(n, e):
    return (torch.ones(n) * -math.inf, torch.zeros(n), torch.zeros((n, e)))


def absorb(state, q, k, v, mask=None):
    """A stranger's: number by number, from the prompt."""
    top, total, mix = (part.clone() for part in state)
    for i in range(q.shape[0]):
        for j in range(k.shape[0]):
            if mask is not None and not mask[i, j]:
                continue
            s = torch.dot(q[i], k[j]) / math.sqrt(q.shape[1])
            if s > top[i]:
                factor = torch.exp(top[i] - s)
                total[i] *= factor
                mix[i] *= factor
                top[i] = s
            w = torch.exp(s - top[i])
            total[i] += w
            mix[i] += w * v[j]
    return top, total, mix


def merge(a, b):
    out = start(len(a[0]), a[2].shape[1])
    for i in range(len(a[0])):
        t = max(a[0][i], b[0][i])
        out[0][i] = t
        for x in (a, b):
            if x[1][i] > 0:
                f = torch.exp(x[0][i] - t)
                out[1][i] += f * x[1][i]
                out[2][i] += f * x[2][i]
    return out


def finish(state):
    y = torch.zeros_like(state[2])
    for i, s in enumerate(state[1]):
        if s > 0:
            y[i] = state[2][i] / s
    return y
