# /// mistake
# fails = "equal_scores_are_one_point"
# says = "You made a point for every example, so the curve depends on the order of equal scores: keep the last one of each group."
# ///
import numpy as np


def roc_curve(labels, scores):
    order = np.argsort(-scores, kind="stable")
    y = labels[order]
    return (
        np.append(0.0, np.cumsum(1 - y) / (1 - y).sum()),
        np.append(0.0, np.cumsum(y) / y.sum()),
    )
    positive, negative = scores[labels == 1], scores[labels == 0]
    tpr = [0.0] + [np.mean(positive >= level) for level in levels]
    fpr = [0.0] + [np.mean(negative >= level) for level in levels]
    return np.array(fpr), np.array(tpr)


def auc(labels, scores):
    positive, negative = scores[labels == 1], scores[labels == 0]
    wins = (positive[:, None] > negative).sum() + 0.5 * (positive[:, None] == negative).sum()
    return float(wins / (len(positive) * len(negative)))
