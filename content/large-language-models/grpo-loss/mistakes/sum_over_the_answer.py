# /// mistake
# fails = "every_answer_weighs_the_same"
# says = "You sum over an answer's tokens without dividing by their number."
# ///
import torch


def group_advantages(rewards, eps):
    mean = rewards.mean(dim=1, keepdim=True)
    spread = rewards.std(dim=1, keepdim=True, correction=0)
    return (rewards - mean) / (spread + eps)


def grpo_loss(logp, old_logp, ref_logp, advantage, mask, clip, beta):
    moved = (logp - old_logp.detach()).masked_fill(~mask, 0.0)
    behind = (ref_logp.detach() - logp).masked_fill(~mask, 0.0)
    ratio, advantage = torch.exp(moved), advantage.detach().unsqueeze(1)
    gain = torch.minimum(ratio * advantage, ratio.clamp(1 - clip, 1 + clip) * advantage)
    penalty = torch.exp(behind) - behind - 1
    score = (gain - beta * penalty).masked_fill(~mask, 0.0).sum(dim=1)
    return -(score).mean()
