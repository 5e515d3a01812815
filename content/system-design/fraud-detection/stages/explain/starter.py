import numpy as np


def contributions(score, row, background):
    """Exact Shapley values of the features of one row."""
    raise NotImplementedError


def reasons(contributions, names, most):
    """The features that pushed the score up, the strongest first."""
    raise NotImplementedError


def importance(contributions):
    """How much each feature contributes over many rows."""
    raise NotImplementedError
