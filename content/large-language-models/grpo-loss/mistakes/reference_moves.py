# /// mistake
# fails = "the_first_update_pushes_by_the_advantage"
# says = "A gradient flows to a model that should stay as it is: detach old_logp and ref_logp."
# ///
import torch


def group_advantages(rewards, eps):
    mean = rewards.mean(dim=1, keepdim=True)
    spread = rewards.std(dim=1, keepdim=True, correction=0)
    return (rewards - mean) / (spread + eps)


def grpo_loss(logp, old_logp, ref_logp, advantage, mask, clip, beta):
    moved = (logp - old_logp).masked_fill(~mask, 0.0)
    behind = (ref_logp - logp).masked_fill(~mask, 0.0)
    ratio, advantage = torch.exp(moved), advantage.detach().unsqueeze(1)
    gain = torch.minimum(ratio * advantage, ratio.clamp(1 - clip, 1 + clip) * advantage)
    penalty = torch.exp(behind) - behind - 1
    score = (gain - beta * penalty).masked_fill(~mask, 0.0).sum(dim=1)
    return -(score / mask.sum(dim=1).clamp(min=1)).mean()
