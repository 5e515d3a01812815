# /// mistake
# fails = "easy_examples_count_less"
# says = "Your exponent is always 2, whatever gamma says."
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
    return (w * torch.exp(2.0 * logq) * -logp).sum() / w.sum()
