import torch


def advantages(rewards, values, mask, gamma, lam):
    # Outside the answer nothing exists: no reward and no value, so the step after the last token adds nothing.
    rewards, values = rewards.masked_fill(~mask, 0.0), values.masked_fill(~mask, 0.0)
    steps, later, later_value = [], 0.0, 0.0
    for t in reversed(range(mask.shape[1])):
        surprise = rewards[:, t] + gamma * later_value - values[:, t]  # (b,)
        later = surprise + gamma * lam * later
        later_value = values[:, t]
        steps.append(later)
    # The recursion runs on through the prompt; what it leaves there is no advantage of any token.
    found = torch.stack(steps[::-1], dim=1).masked_fill(~mask, 0.0)  # (b, t)
    return found, found + values


def ppo_loss(logp, old_logp, advantage, mask, clip):
    # Filled before exp and before any product: 0 times NaN is NaN, in the backward pass too.
    ratio = torch.exp((logp - old_logp.detach()).masked_fill(~mask, 0.0))  # (b, t)
    advantage = advantage.detach().masked_fill(~mask, 0.0)
    # The smaller of the two is a pessimist: it takes away the reward for moving further than the clip allows, and never
    # the penalty for having moved in the wrong direction.
    gain = torch.minimum(ratio * advantage, ratio.clamp(1 - clip, 1 + clip) * advantage)
    return -gain.sum() / mask.sum()
