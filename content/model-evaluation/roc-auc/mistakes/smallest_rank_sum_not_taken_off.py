# /// mistake
# fails = "the_area_counts_ordered_pairs"
# says = "You summed rank positions without taking off the smallest possible sum, P(P + 1)/2."
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
    wins = sum(np.mean([*(scores < s), *(scores <= s)]) * len(scores) + 0.5 for s in positive)
    return float(wins / (len(positive) * len(negative)))
