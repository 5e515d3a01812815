# /// mistake
# fails = "nearly_equal_scores_are_different"
# says = "You rounded the scores, which makes ties where there are none: compare them as they are."
# ///
import numpy as np


def roc_curve(labels, scores):
    scores = np.round(scores, 6)
    levels = np.unique(scores)[::-1]
    positive, negative = scores[labels == 1], scores[labels == 0]
    tpr = [0.0] + [np.mean(positive >= level) for level in levels]
    fpr = [0.0] + [np.mean(negative >= level) for level in levels]
    return np.array(fpr), np.array(tpr)


def auc(labels, scores):
    scores = np.round(scores, 6)
    positive, negative = scores[labels == 1], scores[labels == 0]
    wins = (positive[:, None] > negative).sum() + 0.5 * (positive[:, None] == negative).sum()
    return float(wins / (len(positive) * len(negative)))
