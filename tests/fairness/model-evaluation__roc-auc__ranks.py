"""Average ranks by unique; the curve by searchsorted."""

import numpy as np


def roc_curve(labels, scores):
    levels = np.unique(scores)
    pos, neg = np.sort(scores[labels == 1]), np.sort(scores[labels == 0])
    tpr = 1 - np.searchsorted(pos, levels, side="left") / len(pos)
    fpr = 1 - np.searchsorted(neg, levels, side="left") / len(neg)
    return np.append(fpr, 0.0)[::-1], np.append(tpr, 0.0)[::-1]


def auc(labels, scores):
    _, where, counts = np.unique(scores, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[where]
    p = int((labels == 1).sum())
    n = len(labels) - p
    return float((ranks[labels == 1].sum() - p * (p + 1) / 2) / (p * n))
