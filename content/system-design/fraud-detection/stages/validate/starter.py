import numpy as np


def folds(day, count, length, gap):
    """Windows of the last days, each with the training rows from before it."""
    raise NotImplementedError


def evaluate(x, fraud, day, count, length, gap, resample, fit, score):
    """Average precision of each fold."""
    raise NotImplementedError


def interval(fraud, scores, customer, draws, seed):
    """95 % bootstrap interval of average precision, by customer."""
    raise NotImplementedError


def difference(fraud, first, second, customer, draws, seed):
    """95 % bootstrap interval of the difference of two average precisions."""
    raise NotImplementedError
