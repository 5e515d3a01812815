# /// mistake
# fails = "masked_places_count_nothing"
# says = "You multiply by the mask at the end, and 0 times NaN is NaN: fill masked places before exp and before the product."
# ///
import torch


def advantages(rewards, values, mask, gamma, lam):
    rewards, values = rewards.masked_fill(~mask, 0.0), values.masked_fill(~mask, 0.0)
    steps, later, later_value = [], 0.0, 0.0
    for t in reversed(range(mask.shape[1])):
        surprise = rewards[:, t] + gamma * later_value - values[:, t]
        later = surprise + gamma * lam * later
        later_value = values[:, t]
        steps.append(later)
    found = torch.stack(steps[::-1], dim=1).masked_fill(~mask, 0.0)
    return found, found + values


def ppo_loss(logp, old_logp, advantage, mask, clip):
    ratio = torch.exp(logp - old_logp.detach())
    advantage = advantage.detach()
    gain = torch.minimum(ratio * advantage, ratio.clamp(1 - clip, 1 + clip) * advantage)
    return -(gain * mask).sum() / mask.sum()
