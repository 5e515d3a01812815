# /// mistake
# fails = "leaves_its_arguments"
# says = "You sorted the caller's scores in place: sort a copy."
# ///
import numpy as np


def roc_curve(labels, scores):
    levels = np.unique(scores)[::-1]
    positive, negative = scores[labels == 1], scores[labels == 0]
    tpr = [0.0] + [np.mean(positive >= level) for level in levels]
    fpr = [0.0] + [np.mean(negative >= level) for level in levels]
    scores.sort()
    return np.array(fpr), np.array(tpr)


def auc(labels, scores):
    positive, negative = scores[labels == 1], scores[labels == 0]
    wins = (positive[:, None] > negative).sum() + 0.5 * (positive[:, None] == negative).sum()
    scores.sort()
    return float(wins / (len(positive) * len(negative)))
