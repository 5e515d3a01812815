"""Plain counts, class by class."""

import numpy as np


def confusion_matrix(truth, guess, classes):
    m = np.zeros((classes, classes), dtype=int)
    for t, g in zip(truth, guess):
        m[t, g] += 1
    return m


def report(matrix):
    c = matrix.shape[0]
    p, r, f = np.zeros(c), np.zeros(c), np.zeros(c)
    for k in range(c):
        tp = matrix[k, k]
        predicted, actual = matrix[:, k].sum(), matrix[k, :].sum()
        p[k] = tp / predicted if predicted else 0
        r[k] = tp / actual if actual else 0
        f[k] = 2 * p[k] * r[k] / (p[k] + r[k]) if p[k] + r[k] else 0
    n = matrix.sum()
    return dict(
        accuracy=np.trace(matrix) / n if n else 0.0,
        precision=p,
        recall=r,
        f1=f,
        macro_precision=p.mean(),
        macro_recall=r.mean(),
        macro_f1=f.mean(),
    )
