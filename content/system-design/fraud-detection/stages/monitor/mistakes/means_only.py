# /// mistake
# fails = "finds_what_has_changed"
# says = "You compare means alone, so a change of the spread or the shape passes unseen. Compare the distributions."
# ///
import math
import numpy as np


def reference(x):
    return {"sorted": np.sort(x, axis=0)}


def drifted(kept, x, alpha):
    columns = kept["sorted"].shape[1]
    # Each column is a chance to be wrong: shared among them, the chance of any false alarm stays alpha (Bonferroni).
    return [j for j in range(columns) if p_value(kept["sorted"][:, j], np.sort(x[:, j])) < alpha / columns]


def p_value(old, new):
    z = (new.mean() - old.mean()) / math.sqrt(old.var() / len(old) + new.var() / len(new) + 1e-12)
    return math.erfc(abs(z) / math.sqrt(2))


def recall_alarm(found, total, expected, alpha):
    chance = sum(math.comb(total, k) * expected**k * (1 - expected) ** (total - k) for k in range(found + 1))
    return chance < alpha
