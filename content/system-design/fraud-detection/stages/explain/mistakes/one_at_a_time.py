# /// mistake
# fails = "gives_shapley_values"
# says = "You change one feature at a time from the background: what two features do together is left out, and the numbers do not add up. Average over all sets of the others."
# ///
from itertools import combinations
from math import factorial
import numpy as np


def contributions(score, row, background):
    d = len(row)
    mixed = np.repeat(background[None], d + 1, axis=0)
    for i in range(d):
        mixed[i + 1][:, i] = row[i]
    value = score(mixed.reshape(-1, d)).reshape(d + 1, -1).mean(axis=1)
    return value[1:] - value[0]


def reasons(contributions, names, most):
    order = sorted(range(len(names)), key=lambda i: -contributions[i])
    return [names[i] for i in order if contributions[i] > 0][:most]


def importance(contributions):
    return np.abs(contributions).mean(axis=0)  # the sign would cancel: up for one row, down for another
