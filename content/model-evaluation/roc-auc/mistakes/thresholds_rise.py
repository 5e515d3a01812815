# /// mistake
# fails = "the_curve_sweeps_the_thresholds"
# says = "Your thresholds rise, so the curve runs backwards after (0, 0): let them fall."
# ///
import numpy as np


def roc_curve(labels, scores):
    levels = np.unique(scores)
    positive, negative = scores[labels == 1], scores[labels == 0]
    tpr = [0.0] + [np.mean(positive >= level) for level in levels]
    fpr = [0.0] + [np.mean(negative >= level) for level in levels]
    return np.array(fpr), np.array(tpr)


def auc(labels, scores):
    positive, negative = scores[labels == 1], scores[labels == 0]
    wins = (positive[:, None] > negative).sum() + 0.5 * (positive[:, None] == negative).sum()
    return float(wins / (len(positive) * len(negative)))
