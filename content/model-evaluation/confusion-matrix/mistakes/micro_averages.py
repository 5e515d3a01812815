# /// mistake
# fails = "macro_averages_are_plain_means"
# says = "You added up the hits of all classes before dividing: that is the micro average, which is the accuracy here."
# ///
import numpy as np


def confusion_matrix(truth, guess, classes):
    matrix = np.zeros((classes, classes), dtype=np.int64)
    np.add.at(matrix, (truth, guess), 1)
    return matrix


def divide(top, below):
    return np.where(below > 0, top / np.maximum(below, 1e-300), 0.0)


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
        "macro_precision": float(hits.sum() / max(matrix.sum(), 1)),
        "macro_recall": float(hits.sum() / max(matrix.sum(), 1)),
        "macro_f1": float(hits.sum() / max(matrix.sum(), 1)),
    }
