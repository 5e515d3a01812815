# /// mistake
# fails = "follows_the_definition"
# says = "You only removed each player from the full coalition: average over all coalitions, or what players earn together is counted several times."
# ///
import numpy as np


def shapley_values(value, n):
    everyone = list(range(n))
    full = value(everyone)
    return np.array([full - value([j for j in everyone if j != i]) for i in range(n)])
