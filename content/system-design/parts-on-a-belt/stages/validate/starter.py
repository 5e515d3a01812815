import numpy as np


def votes(probabilities, objects):
    """One decision for each part."""
    raise NotImplementedError


def interval(labels, predicted, objects, draws, seed):
    """95 % bootstrap interval of macro recall, by part."""
    raise NotImplementedError


def difference(labels, first, second, objects, draws, seed):
    """95 % bootstrap interval of the difference of two macro recalls."""
    raise NotImplementedError


def mcnemar(labels, first, second):
    """Exact two-sided p-value."""
    raise NotImplementedError
