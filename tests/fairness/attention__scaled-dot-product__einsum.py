import torch


def attention(q, k, v, mask=None):
    scores = torch.einsum("...nd,...md->...nm", q, k).mul(q.size(-1) ** -0.5)
    if mask is None:
        return torch.einsum("...nm,...me->...ne", scores.softmax(-1), v)
    bias = torch.zeros(mask.shape, dtype=q.dtype).masked_fill(mask.logical_not(), -torch.inf)
    # A blind row is 0/0 throughout, and NaN is taken out of it; masked entries let no gradient through.
    weights = torch.where(mask, torch.softmax(torch.where(mask, scores + bias, -torch.inf), -1), 0)
    return torch.einsum("...nm,...me->...ne", weights, v)
