# /// mistake
# fails = "an_advantage_sums_later_surprises"
# says = "Your recursion runs from the first token to the last, so it sums earlier surprises: start at the end."
# ///
import torch


def advantages(rewards, values, mask, gamma, lam):
    rewards, values = rewards.masked_fill(~mask, 0.0), values.masked_fill(~mask, 0.0)
    steps, later, later_value = [], 0.0, 0.0
    after = torch.cat([values[:, 1:], torch.zeros_like(values[:, :1])], dim=1)
    for t in range(mask.shape[1]):
        surprise = rewards[:, t] + gamma * after[:, t] - values[:, t]
        later = surprise + gamma * lam * later
        steps.insert(0, later)
    found = torch.stack(steps[::-1], dim=1).masked_fill(~mask, 0.0)
    return found, found + values


def ppo_loss(logp, old_logp, advantage, mask, clip):
    ratio = torch.exp((logp - old_logp.detach()).masked_fill(~mask, 0.0))
    advantage = advantage.detach().masked_fill(~mask, 0.0)
    gain = torch.minimum(ratio * advantage, ratio.clamp(1 - clip, 1 + clip) * advantage)
    return -gain.sum() / mask.sum()
