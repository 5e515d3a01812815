import math

import numpy as np


def reference(x):
    return {"sorted": np.sort(x, axis=0)}


def drifted(kept, x, alpha):
    columns = kept["sorted"].shape[1]
    # Each column is a chance to be wrong: shared among them, the chance of any false alarm stays alpha (Bonferroni).
    return [j for j in range(columns) if p_value(kept["sorted"][:, j], np.sort(x[:, j])) < alpha / columns]


def p_value(old, new):
    """Two-sample Kolmogorov-Smirnov test, asymptotic."""
    values = np.unique(np.concatenate([old, new]))
    below = np.searchsorted(old, values, side="right") / len(old) - np.searchsorted(new, values, side="right") / len(
        new
    )
    root = math.sqrt(len(old) * len(new) / (len(old) + len(new)))
    size = (root + 0.12 + 0.11 / root) * np.abs(below).max()  # Stephens' correction for samples that are not large
    if size < 0.2:
        return 1.0  # the series below does not converge there, and the value is 1 to many digits
    return min(1.0, 2 * sum((-1) ** (k - 1) * math.exp(-2 * (k * size) ** 2) for k in range(1, 101)))


def recall_alarm(found, total, expected, alpha):
    chance = sum(math.comb(total, k) * expected**k * (1 - expected) ** (total - k) for k in range(found + 1))
    return chance < alpha
