# /// mistake
# fails = "weights_are_balanced"
# says = "A class that does not occur gets the weight n/0: give it 0."
# ///
import torch


def balanced_weights(targets, classes):
    counts = torch.bincount(targets, minlength=classes).float()
    return len(targets) / (classes * counts)


def weighted_cross_entropy(logits, targets, weights):
    return focal_loss(logits, targets, weights, gamma=0.0)


def focal_loss(logits, targets, weights, gamma=2.0):
    right = targets[:, None] == torch.arange(logits.shape[1])
    total = torch.logsumexp(logits, dim=1)
    logp = logits[right] - total
    logq = torch.logsumexp(logits.masked_fill(right, float("-inf")), dim=1) - total
    w = weights[targets]
    return (w * torch.exp(gamma * logq) * -logp).sum() / w.sum()
