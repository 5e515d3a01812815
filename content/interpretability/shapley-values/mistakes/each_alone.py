# /// mistake
# fails = "follows_the_definition"
# says = "You only looked at what each player adds to the empty coalition: what players earn together is lost."
# ///
import numpy as np


def shapley_values(value, n):
    empty = value([])
    return np.array([value([i]) - empty for i in range(n)])
