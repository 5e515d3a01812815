# /// mistake
# fails = "nothing_over_nothing_is_zero"
# says = "You give 1 where nothing could be divided: here 0/0 is 0."
# ///
import numpy as np


def confusion_matrix(truth, guess, classes):
    matrix = np.zeros((classes, classes), dtype=np.int64)
    np.add.at(matrix, (truth, guess), 1)
    return matrix


def divide(top, below):
    return np.where(below > 0, top / np.maximum(below, 1e-300), 1.0)


def report(matrix):
    hits = np.diag(matrix).astype(float)
    precision = divide(hits, matrix.sum(axis=0))
    recall = divide(hits, matrix.sum(axis=1))
    f1 = divide(2 * precision * recall, precision + recall)
    return {
        "accuracy": float(hits.sum() / max(matrix.sum(), 1)),
        "precision": precision,
        "recall": recall,
        "f1": f1,
        "macro_precision": float(precision.mean()),
        "macro_recall": float(recall.mean()),
        "macro_f1": float(f1.mean()),
    }
