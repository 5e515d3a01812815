import torch


def start(n, e):
    return [torch.full((n,), -torch.inf), torch.zeros(n), torch.zeros(n, e)]


def absorb(state, q, k, v, mask=None):
    """The total as one more column of the values; where() instead of a finite stand-in."""
    scores = torch.einsum("nd,md->nm", q, k) * q.shape[1] ** -0.5
    if mask is not None:
        scores = torch.where(mask, scores, -torch.inf)
    top = scores.max(dim=1).values
    raised = torch.where(scores > -torch.inf, (scores - top.unsqueeze(1)).exp(), 0.0)
    joined = raised @ torch.cat((torch.ones(len(v), 1), v), dim=1)
    return merge(state, (top, joined[:, 0], joined[:, 1:]))


def merge(a, b):
    tops = torch.stack((a[0], b[0]))
    top = tops.max(0).values
    factors = torch.nan_to_num(torch.exp(tops - top), nan=0.0)
    total = (factors * torch.stack((a[1], b[1]))).sum(0)
    mix = (factors.unsqueeze(-1) * torch.stack((a[2], b[2]))).sum(0)
    return [top, total, mix]


def finish(state):
    return torch.nan_to_num(state[2] / state[1].unsqueeze(1))
