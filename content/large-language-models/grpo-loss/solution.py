import torch


def group_advantages(rewards, eps):
    # The other answers to the same question are the baseline, so no value model is needed.
    mean = rewards.mean(dim=1, keepdim=True)  # (q, 1)
    spread = rewards.std(dim=1, keepdim=True, correction=0)
    return (rewards - mean) / (spread + eps)


def grpo_loss(logp, old_logp, ref_logp, advantage, mask, clip, beta):
    # Filled before exp and before any product: what stands at masked places may be NaN.
    moved = (logp - old_logp.detach()).masked_fill(~mask, 0.0)  # (b, t)
    behind = (ref_logp.detach() - logp).masked_fill(~mask, 0.0)
    ratio, advantage = torch.exp(moved), advantage.detach().unsqueeze(1)  # one advantage for all tokens of an answer
    gain = torch.minimum(ratio * advantage, ratio.clamp(1 - clip, 1 + clip) * advantage)
    # Never negative, zero only where both models agree; over the policy's own samples its mean is the KL divergence.
    penalty = torch.exp(behind) - behind - 1
    score = (gain - beta * penalty).masked_fill(~mask, 0.0).sum(dim=1)  # (b,)
    return -(score / mask.sum(dim=1).clamp(min=1)).mean()
