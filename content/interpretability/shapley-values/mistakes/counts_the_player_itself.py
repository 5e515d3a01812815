# /// mistake
# fails = "follows_the_definition"
# says = "You counted the player itself in |S|: the weight takes the size of the coalition before it joins."
# ///
from math import factorial

import numpy as np


def shapley_values(value, n):
    v = [value([j for j in range(n) if s >> j & 1]) for s in range(2**n)]
    phi = np.zeros(n)
    for s in range(2**n):
        size = s.bit_count()
        for i in range(n):
            if not s >> i & 1:
                weight = factorial(size + 1) * factorial(n - size - 1) / factorial(n)
                phi[i] += weight * (v[s | 1 << i] - v[s])
    return phi
