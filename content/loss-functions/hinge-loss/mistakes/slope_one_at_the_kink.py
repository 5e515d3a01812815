# /// mistake
# fails = "a_kink_has_slope_zero"
# says = "You count terms that are exactly 0 as violations (>=): the slope at the kink is to be 0."
# ///
import numpy as np


def hinge_loss(scores, targets, margin=1.0):
    n = len(scores)
    rows = np.arange(n)
    violation = scores - scores[rows, targets][:, None] + margin
    violation[rows, targets] = 0.0
    active = violation >= 0
    active[rows, targets] = False
    loss = float(violation[active].sum() / n)
    grad = active.astype(np.float64)
    grad[rows, targets] = -active.sum(axis=1)
    return loss, grad / n
