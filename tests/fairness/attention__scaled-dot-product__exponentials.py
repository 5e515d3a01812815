import torch


def attention(q, k, v, mask=None):
    q = q / q.shape[-1] ** 0.5
    scores = torch.matmul(q, k.mT)
    visible = torch.ones_like(scores, dtype=torch.bool) if mask is None else mask.expand_as(scores)
    top = scores.masked_fill(~visible, torch.finfo(scores.dtype).min).max(dim=-1, keepdim=True).values.detach()
    raised = torch.where(visible, (torch.where(visible, scores, top) - top).exp(), 0.0)
    total = raised.sum(-1, keepdim=True)
    return raised @ v / torch.where(total > 0, total, 1.0)
