import numpy as np


def sample(count, seed):
    """Random configurations."""
    raise NotImplementedError


def halve(configs, evaluate, first):
    """Successive halving: (config, epochs spent)."""
    raise NotImplementedError


def simplest(scores, sizes):
    """Index of the smallest network within a standard error of the best."""
    raise NotImplementedError


def report(candidates, validate, test):
    """(index of the chosen candidate, score that may be reported)."""
    raise NotImplementedError
