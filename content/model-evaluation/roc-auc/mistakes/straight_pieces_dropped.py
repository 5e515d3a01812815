# /// mistake
# fails = "points_on_a_line_are_kept"
# says = "You dropped points in the middle of straight pieces: here every distinct score has its point."
# ///
import numpy as np


def roc_curve(labels, scores):
    levels = np.unique(scores)[::-1]
    positive, negative = scores[labels == 1], scores[labels == 0]
    tpr = [0.0] + [np.mean(positive >= level) for level in levels]
    fpr = [0.0] + [np.mean(negative >= level) for level in levels]
    fpr, tpr = np.array(fpr), np.array(tpr)
    corner = (np.diff(fpr, 2) != 0) | (np.diff(tpr, 2) != 0)
    keep = np.concatenate([[True], corner, [True]])
    return fpr[keep], tpr[keep]


def auc(labels, scores):
    positive, negative = scores[labels == 1], scores[labels == 0]
    wins = (positive[:, None] > negative).sum() + 0.5 * (positive[:, None] == negative).sum()
    return float(wins / (len(positive) * len(negative)))
