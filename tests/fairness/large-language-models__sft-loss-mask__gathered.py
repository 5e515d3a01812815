"""logsumexp minus the picked logit, with uncounted rows filled first."""

import torch


def make_labels(tokens, real, prompt_lengths):
    numbers = torch.ones_like(tokens).cumsum(1)
    return torch.where(real & (numbers > prompt_lengths[:, None]), tokens, -100)


def sft_loss(logits, labels):
    y = labels[:, 1:].unsqueeze(-1)
    used = y.ne(-100)
    z = torch.where(used, logits[:, :-1], torch.zeros((), dtype=logits.dtype))
    z = z if z.dtype == torch.float64 else z.float()
    picked = z.gather(-1, y.clamp(min=0))
    each = torch.where(used, z.logsumexp(-1, keepdim=True) - picked, 0.0)
    n = max(used.sum().item(), 1)
    loss = each.sum() / n
    return loss, loss.exp()
