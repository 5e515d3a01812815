# /// mistake
# fails = "the_baseline_belongs_to_nobody"
# says = "You took the empty coalition's value as 0: ask for it, since the model gives something at the baseline too."
# ///
from math import factorial

import numpy as np


def shapley_values(value, n):
    v = [value([j for j in range(n) if s >> j & 1]) for s in range(2**n)]
    v[0] = 0.0
    phi = np.zeros(n)
    for s in range(2**n):
        size = s.bit_count()
        for i in range(n):
            if not s >> i & 1:
                weight = factorial(size) * factorial(n - size - 1) / factorial(n)
                phi[i] += weight * (v[s | 1 << i] - v[s])
    return phi
