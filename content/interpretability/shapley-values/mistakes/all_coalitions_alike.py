# /// mistake
# fails = "follows_the_definition"
# says = "You weighed all coalitions alike, which is the Banzhaf value: weigh each by |S|!(n-|S|-1)!/n!."
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
                weight = 1 / 2 ** (n - 1)
                phi[i] += weight * (v[s | 1 << i] - v[s])
    return phi
