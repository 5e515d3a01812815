# /// mistake
# fails = "certain_examples_have_no_gradient"
# says = "The power of 1 - p has an infinite derivative at p = 1 if gamma is below 1, and infinity times 0 is NaN: compute the factor from log(1 - p), or keep 1 - p away from 0."
# ///
import torch


def balanced_weights(targets, classes):
    counts = torch.bincount(targets, minlength=classes).float()
    return torch.where(counts > 0, len(targets) / (classes * counts), 0.0)


def weighted_cross_entropy(logits, targets, weights):
    return focal_loss(logits, targets, weights, gamma=0.0)


def focal_loss(logits, targets, weights, gamma=2.0):
    right = targets[:, None] == torch.arange(logits.shape[1])
    total = torch.logsumexp(logits, dim=1)
    logp = logits[right] - total
    logq = torch.logsumexp(logits.masked_fill(right, float("-inf")), dim=1) - total
    w = weights[targets]
    return (w * (1 - logp.exp()) ** gamma * -logp).sum() / w.sum()
