# /// mistake
# fails = "the_curve_sweeps_the_thresholds"
# says = "You divided by the number of all examples: fpr divides by the negatives, tpr by the positives."
# ///
import numpy as np


def roc_curve(labels, scores):
    levels = np.unique(scores)[::-1]
    positive, negative = scores[labels == 1], scores[labels == 0]
    tpr = [0.0] + [np.sum(positive >= level) / len(scores) for level in levels]
    fpr = [0.0] + [np.sum(negative >= level) / len(scores) for level in levels]
    return np.array(fpr), np.array(tpr)


def auc(labels, scores):
    positive, negative = scores[labels == 1], scores[labels == 0]
    wins = (positive[:, None] > negative).sum() + 0.5 * (positive[:, None] == negative).sum()
    return float(wins / (len(positive) * len(negative)))
