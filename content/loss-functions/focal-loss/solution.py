import torch


def balanced_weights(targets, classes):
    counts = torch.bincount(targets, minlength=classes).float()
    # n / (classes · 1) for an absent class would do no harm, but infinity would: 0 · inf is NaN.
    return torch.where(counts > 0, len(targets) / (classes * counts), 0.0)


def weighted_cross_entropy(logits, targets, weights):
    return focal_loss(logits, targets, weights, gamma=0.0)


def focal_loss(logits, targets, weights, gamma=2.0):
    right = targets[:, None] == torch.arange(logits.shape[1])  # (n, C)
    total = torch.logsumexp(logits, dim=1)
    logp = logits[right] - total  # one per row, in order
    # log(1 - p) is the log-probability of all other classes together, finite also where p is 1. The power of 1 - p = 0
    # would have the derivative γ·0^(γ-1), infinite for γ below 1, and infinity times 0 is NaN.
    logq = torch.logsumexp(logits.masked_fill(right, float("-inf")), dim=1) - total
    w = weights[targets]
    return (w * torch.exp(gamma * logq) * -logp).sum() / w.sum()
