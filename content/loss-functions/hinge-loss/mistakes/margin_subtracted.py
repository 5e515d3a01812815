# /// mistake
# fails = "the_loss_is_right"
# says = "You subtract the margin: a wrong class costs something already when it is closer than the margin, so add it."
# ///
import numpy as np


def hinge_loss(scores, targets, margin=1.0):
    n = len(scores)
    rows = np.arange(n)
    violation = scores - scores[rows, targets][:, None] - margin
    violation[rows, targets] = 0.0
    active = violation > 0
    loss = float(violation[active].sum() / n)
    grad = active.astype(np.float64)
    grad[rows, targets] = -active.sum(axis=1)
    return loss, grad / n
