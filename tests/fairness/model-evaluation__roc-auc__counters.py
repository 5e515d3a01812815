"""One walk through the sorted examples."""

import numpy as np


def roc_curve(labels, scores):
    pairs = sorted(zip(scores.tolist(), labels.tolist()), reverse=True)
    pos = sum(y for _, y in pairs)
    neg = len(pairs) - pos
    fpr, tpr, tp, fp = [0.0], [0.0], 0, 0
    for i, (s, y) in enumerate(pairs):
        tp, fp = tp + y, fp + 1 - y
        if i + 1 == len(pairs) or pairs[i + 1][0] != s:
            fpr.append(fp / neg)
            tpr.append(tp / pos)
    return np.array(fpr), np.array(tpr)


def auc(labels, scores):
    x, y = roc_curve(labels, scores)
    return sum((x[i + 1] - x[i]) * (y[i + 1] + y[i]) / 2 for i in range(len(x) - 1))
