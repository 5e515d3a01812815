# /// mistake
# fails = "masked_places_count_nothing"
# says = "You mask after exp, and 0 times NaN is NaN: fill the differences before exp."
# ///
import torch


def group_advantages(rewards, eps):
    mean = rewards.mean(dim=1, keepdim=True)
    spread = rewards.std(dim=1, keepdim=True, correction=0)
    return (rewards - mean) / (spread + eps)


def grpo_loss(logp, old_logp, ref_logp, advantage, mask, clip, beta):
    moved = logp - old_logp.detach()
    behind = ref_logp.detach() - logp
    ratio, advantage = torch.exp(moved), advantage.detach().unsqueeze(1)
    gain = torch.minimum(ratio * advantage, ratio.clamp(1 - clip, 1 + clip) * advantage)
    penalty = torch.exp(behind) - behind - 1
    score = ((gain - beta * penalty) * mask).sum(dim=1)
    return -(score / mask.sum(dim=1).clamp(min=1)).mean()
