# /// mistake
# fails = "follows_the_definition"
# says = "You let the players join in one order only: average over all orders, or the first ones are favoured."
# ///
import numpy as np


def shapley_values(value, n):
    v = [value(list(range(k))) for k in range(n + 1)]
    return np.diff(np.array(v, dtype=np.float64))
