"""Written from the prompt alone: loops over rows and tokens."""

import torch


def advantages(rewards, values, mask, gamma, lam):
    adv, ret = torch.zeros_like(rewards), torch.zeros_like(rewards)
    for i in range(mask.shape[0]):
        running, nxt = 0.0, 0.0
        for j in range(mask.shape[1] - 1, -1, -1):
            if mask[i, j]:
                delta = rewards[i, j] + gamma * nxt - values[i, j]
                running = delta + gamma * lam * running
                nxt = values[i, j]
                adv[i, j] = running
                ret[i, j] = running + values[i, j]
    return adv, ret


def ppo_loss(logp, old_logp, advantage, mask, clip):
    lp = logp[mask]
    ratio = (lp - old_logp[mask].detach()).exp()
    a = advantage[mask].detach()
    clipped = torch.clip(ratio, 1 - clip, 1 + clip)
    return -torch.min(ratio * a, clipped * a).mean()
