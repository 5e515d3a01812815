import torch
from math import sqrt


def grouped_query_attention(q, k, v, mask=None):
    b, h, n, d = q.shape
    g = k.size(1)
    r, rest = divmod(h, g)
    if rest or r == 0:
        raise ValueError
    s = torch.einsum("bgrnd,bgmd->bgrnm", q.reshape(b, g, r, n, d), k) / sqrt(d)
    if mask is not None:
        full = mask.expand(b, h, n, k.size(2)).reshape(b, g, r, n, -1)
        s = s + torch.zeros_like(s).masked_fill(full.logical_not(), -torch.inf)
    return torch.einsum("bgrnm,bgme->bgrne", s.softmax(-1), v).flatten(1, 2)
