# /// mistake
# fails = "asks_once_per_coalition"
# says = "You asked for the same coalition once per player and size: keep the 2ⁿ values in a table and look them up."
# ///
from itertools import combinations
from math import factorial

import numpy as np


def shapley_values(value, n):
    phi = np.zeros(n)
    for i in range(n):
        others = [j for j in range(n) if j != i]
        for size in range(n):
            weight = factorial(size) * factorial(n - size - 1) / factorial(n)
            for group in combinations(others, size):
                phi[i] += weight * (value([*group, i]) - value(list(group)))
    return phi
