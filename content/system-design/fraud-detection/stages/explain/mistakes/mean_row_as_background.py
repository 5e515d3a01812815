# /// mistake
# fails = "gives_shapley_values"
# says = "You put the mean row in the place of the background: the score of a mean is not the mean of the scores. Score every background row, then average."
# ///
from itertools import combinations
from math import factorial
import numpy as np


def contributions(score, row, background):
    d = len(row)
    background = background.mean(axis=0, keepdims=True)
    sets = [chosen for size in range(d + 1) for chosen in combinations(range(d), size)]
    mixed = np.repeat(background[None], len(sets), axis=0)
    for index, chosen in enumerate(sets):
        mixed[index][:, list(chosen)] = row[list(chosen)]
    scores = score(mixed.reshape(-1, d)).reshape(len(sets), -1)
    value = {chosen: float(mean) for chosen, mean in zip(sets, scores.mean(axis=1))}
    phi = np.zeros(d)
    for chosen in sets:
        for i in set(range(d)) - set(chosen):
            weight = factorial(len(chosen)) * factorial(d - len(chosen) - 1) / factorial(d)
            phi[i] += weight * (value[tuple(sorted((*chosen, i)))] - value[chosen])
    return phi


def reasons(contributions, names, most):
    order = sorted(range(len(names)), key=lambda i: -contributions[i])
    return [names[i] for i in order if contributions[i] > 0][:most]


def importance(contributions):
    return np.abs(contributions).mean(axis=0)  # the sign would cancel: up for one row, down for another
