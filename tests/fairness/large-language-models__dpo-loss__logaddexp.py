"""where and logaddexp, policies and references apart."""

import torch


def total(x, mask):
    return torch.sum(torch.where(mask, x, 0.0), dim=1)


def dpo_loss(policy_chosen, policy_rejected, ref_chosen, ref_rejected, chosen_mask, rejected_mask, beta):
    policy = total(policy_chosen, chosen_mask) - total(policy_rejected, rejected_mask)
    reference = (total(ref_chosen, chosen_mask) - total(ref_rejected, rejected_mask)).detach()
    x = -beta * (policy - reference)
    return torch.logaddexp(x, torch.zeros_like(x)).sum() / x.numel()
