# /// mistake
# fails = "takes_any_memory_layout"
# says = "You work in the array of scores itself, which changes what the caller passed: make a new one."
# ///
import numpy as np


def hinge_loss(scores, targets, margin=1.0):
    n = len(scores)
    rows = np.arange(n)
    violation = scores
    violation -= scores[rows, targets][:, None].copy()
    violation += margin
    violation[rows, targets] = 0.0
    active = violation > 0
    loss = float(violation[active].sum() / n)
    grad = active.astype(np.float64)
    grad[rows, targets] = -active.sum(axis=1)
    return loss, grad / n
