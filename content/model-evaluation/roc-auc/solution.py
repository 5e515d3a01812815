import numpy as np


def roc_curve(labels, scores):
    order = np.argsort(-scores)  # the falling threshold lets in the largest scores first
    ranked, hits = scores[order], labels[order]
    # Only the last example of each group of equal scores is a point: the group passes the threshold together.
    last = np.append(ranked[1:] != ranked[:-1], True)  # (n,), k of them True
    tp = np.cumsum(hits)[last]
    fp = np.cumsum(1 - hits)[last]
    tpr = np.concatenate([[0.0], tp / tp[-1]])  # the last point has let in everything
    fpr = np.concatenate([[0.0], fp / fp[-1]])
    return fpr, tpr


def auc(labels, scores):
    fpr, tpr = roc_curve(labels, scores)
    # A tie's slanted piece of the curve has half of its rectangle below it: just the one half of a tied pair.
    return float(np.sum(np.diff(fpr) * (tpr[1:] + tpr[:-1]) / 2))
