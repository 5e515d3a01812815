import numpy as np


def confusion_matrix(truth, guess, classes):
    # A pair (i, j) is the cell number i·C + j. matrix[truth, guess] += 1 would count repeated pairs only once.
    cells = np.bincount(truth * classes + guess, minlength=classes * classes)
    return cells.reshape(classes, classes)


def ratio(part, whole):
    # 0/0 is 0 by the prompt; `where` keeps the division from happening at all, so there is no warning and no NaN.
    return np.divide(part, whole, out=np.zeros(len(part)), where=whole > 0)


def report(matrix):
    hits = np.diagonal(matrix)  # (C,)
    precision = ratio(hits, matrix.sum(axis=0))  # a column holds all that was predicted as this class
    recall = ratio(hits, matrix.sum(axis=1))  # a row holds all that is of this class
    f1 = ratio(2 * precision * recall, precision + recall)
    return {
        "accuracy": hits.sum() / max(matrix.sum(), 1),
        "precision": precision,
        "recall": recall,
        "f1": f1,
        "macro_precision": precision.mean(),
        "macro_recall": recall.mean(),
        "macro_f1": f1.mean(),  # the mean of the F1, not the F1 of the means
    }
