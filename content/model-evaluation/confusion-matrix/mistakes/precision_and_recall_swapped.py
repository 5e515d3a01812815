# /// mistake
# fails = "precision_divides_by_the_predictions"
# says = "You swapped precision and recall: with true classes in the rows, precision divides by the sums of the columns (axis=0)."
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
    precision = divide(hits, matrix.sum(axis=1))
    recall = divide(hits, matrix.sum(axis=0))
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
