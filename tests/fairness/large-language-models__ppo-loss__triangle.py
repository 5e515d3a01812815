"""The advantages as one product with a triangle of powers; the loss by cases of the sign."""

import torch


def advantages(rewards, values, mask, gamma, lam):
    zero = torch.zeros_like(rewards)
    r, v = torch.where(mask, rewards, zero), torch.where(mask, values, zero)
    following = torch.nn.functional.pad(v[:, 1:], (0, 1))
    surprise = r + gamma * following - v
    t = mask.shape[1]
    apart = torch.arange(t)[:, None] - torch.arange(t)[None, :]  # later minus earlier
    powers = torch.where(apart >= 0, (gamma * lam) ** apart.clamp(min=0).to(r.dtype), 0.0)
    found = torch.where(mask, surprise @ powers, zero)
    return found, torch.where(mask, found + v, zero)


def ppo_loss(logp, old_logp, advantage, mask, clip):
    a = torch.where(mask, advantage.detach(), torch.zeros_like(advantage))
    difference = torch.where(mask, logp - old_logp.detach(), torch.zeros_like(logp))
    rho = difference.exp()
    bounded = torch.where(a > 0, rho.clamp(max=1 + clip), rho.clamp(min=1 - clip))
    return (-(bounded * a)).sum().div(mask.count_nonzero())
