"""Slice by slice."""
import torch


def _lse(row):
    m = row.max()
    if m == float("-inf"):
        return m
    return m + torch.log(torch.exp(row - m).sum())


def logsumexp(x, dim=-1):
    moved = x.movedim(dim, -1)
    rows = moved.reshape(-1, moved.shape[-1])
    return torch.stack([_lse(r) for r in rows]).reshape(moved.shape[:-1])


def log_softmax(x, dim=-1):
    moved = x.movedim(dim, -1)
    rows = moved.reshape(-1, moved.shape[-1])
    out = []
    for r in rows:
        z = r - r.max()
        out.append(z - _lse(z))
    return torch.stack(out).reshape(moved.shape).movedim(-1, dim)
