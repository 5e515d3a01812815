# /// mistake
# fails = "every_counted_token_weighs_the_same"
# says = "You divide by all b times t places: divide by the number of True entries."
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
    ratio = torch.exp((logp - old_logp.detach()).masked_fill(~mask, 0.0))
    advantage = advantage.detach().masked_fill(~mask, 0.0)
    gain = torch.minimum(ratio * advantage, ratio.clamp(1 - clip, 1 + clip) * advantage)
    return -gain.mean()
