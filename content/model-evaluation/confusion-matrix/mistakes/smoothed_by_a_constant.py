# /// mistake
# fails = "precision_divides_by_the_predictions"
# says = "You added a constant below the line to avoid 0/0, which changes every value: test for zero instead."
# ///
import numpy as np


def confusion_matrix(truth, guess, classes):
    matrix = np.zeros((classes, classes), dtype=np.int64)
    np.add.at(matrix, (truth, guess), 1)
    return matrix


def divide(top, below):
    return top / (below + 1e-6)


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
