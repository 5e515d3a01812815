from math import factorial

import numpy as np


def shapley_values(value, n):
    # Bit j of a number says whether player j is in: 2ⁿ coalitions, each asked for once.
    v = [value([j for j in range(n) if s >> j & 1]) for s in range(2**n)]
    phi = np.zeros(n)
    for s in range(2**n):
        size = s.bit_count()
        for i in range(n):
            if not s >> i & 1:
                # The share of the n! orders in which exactly the players of S come before i.
                weight = factorial(size) * factorial(n - size - 1) / factorial(n)
                phi[i] += weight * (v[s | 1 << i] - v[s])
    return phi
