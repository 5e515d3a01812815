# /// mistake
# fails = "the_weighted_mean"
# says = "You multiplied the logits by the weights: it is each example's loss that is weighted."
# ///
import torch


def balanced_weights(targets, classes):
    counts = torch.bincount(targets, minlength=classes).float()
    return torch.where(counts > 0, len(targets) / (classes * counts), 0.0)


def weighted_cross_entropy(logits, targets, weights):
    return focal_loss(logits, targets, weights, gamma=0.0)


def focal_loss(logits, targets, weights, gamma=2.0):
    logits = logits * weights
    right = targets[:, None] == torch.arange(logits.shape[1])
    total = torch.logsumexp(logits, dim=1)
    logp = logits[right] - total
    logq = torch.logsumexp(logits.masked_fill(right, float("-inf")), dim=1) - total
    w = weights[targets]
    return (w * torch.exp(gamma * logq) * -logp).sum() / w.sum()
