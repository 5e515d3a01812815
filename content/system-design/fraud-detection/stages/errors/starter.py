import numpy as np


def choose_threshold(fraud, scores, amount, review):
    """The threshold with the lowest cost."""
    raise NotImplementedError


def report(validation, test, review):
    """The threshold that you choose, and its cost on the test rows."""
    raise NotImplementedError


def by_group(group, fraud, flagged):
    """Frauds, found ones and the interval of the share found, by group."""
    raise NotImplementedError


def weak_groups(group, fraud, flagged):
    """Groups in which surely fewer frauds are found than overall."""
    raise NotImplementedError
