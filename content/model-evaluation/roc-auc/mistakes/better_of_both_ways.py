# /// mistake
# fails = "order_is_all_that_matters"
# says = "You turned areas below one half upside down: an area of 0 is a finding, so return it as it is."
# ///
import numpy as np


def roc_curve(labels, scores):
    levels = np.unique(scores)[::-1]
    positive, negative = scores[labels == 1], scores[labels == 0]
    tpr = [0.0] + [np.mean(positive >= level) for level in levels]
    fpr = [0.0] + [np.mean(negative >= level) for level in levels]
    return np.array(fpr), np.array(tpr)


def auc(labels, scores):
    positive, negative = scores[labels == 1], scores[labels == 0]
    wins = (positive[:, None] > negative).sum() + 0.5 * (positive[:, None] == negative).sum()
    area = float(wins / (len(positive) * len(negative)))
    return max(area, 1 - area)
