import numpy as np


def fit(table):
    """Fit a logistic regression; give it as a dict of plain values and arrays."""
    raise NotImplementedError


def score(model, table):
    """Give the probability of fraud of each row."""
    raise NotImplementedError
