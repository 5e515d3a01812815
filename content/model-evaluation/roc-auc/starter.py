import numpy as np


def roc_curve(labels, scores):
    # TODO: return fpr and tpr, from (0, 0) to (1, 1), one point for each distinct score
    ...


def auc(labels, scores):
    # TODO: return the area under the curve
    ...
