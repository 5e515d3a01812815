"""Written from the prompt alone: answer by answer."""

import torch


def group_advantages(rewards, eps):
    out = torch.empty_like(rewards)
    for i, r in enumerate(rewards):
        centred = r - r.sum() / len(r)
        out[i] = centred / ((centred**2).mean().sqrt() + eps)
    return out


def grpo_loss(logp, old_logp, ref_logp, advantage, mask, clip, beta):
    old_logp, ref_logp, advantage = old_logp.detach(), ref_logp.detach(), advantage.detach()
    total = 0.0 * logp[mask].sum()
    for i in range(len(mask)):
        own = mask[i]
        n = int(own.sum())
        if n == 0:
            continue
        lp = logp[i][own]
        ratio = torch.exp(lp - old_logp[i][own])
        a = advantage[i]
        gain = torch.min(ratio * a, torch.clamp(ratio, 1 - clip, 1 + clip) * a)
        x = ref_logp[i][own] - lp
        k = torch.exp(x) - x - 1
        total = total + (gain - beta * k).sum() / n
    return -total / len(mask)
