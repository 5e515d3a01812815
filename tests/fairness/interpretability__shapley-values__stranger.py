"""Written from the prompt alone: itertools and a dict of sorted tuples, binomials for the weights."""

import itertools
import math

import numpy as np


def shapley_values(value, n):
    cache = {}

    def v(players):
        key = tuple(sorted(players))
        if key not in cache:
            cache[key] = float(value(key))
        return cache[key]

    result = []
    for i in range(n):
        rest = [p for p in range(n) if p != i]
        total = 0.0
        for k in range(n):
            gains = [v((*s, i)) - v(s) for s in itertools.combinations(rest, k)]
            total += sum(gains) / (n * math.comb(n - 1, k))
        result.append(total)
    return np.array(result)
