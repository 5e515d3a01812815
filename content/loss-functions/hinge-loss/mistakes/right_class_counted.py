# /// mistake
# fails = "the_loss_is_right"
# says = "You left the right class in the sum, where it adds the margin for every sample: leave j = y out."
# ///
import numpy as np


def hinge_loss(scores, targets, margin=1.0):
    n = len(scores)
    rows = np.arange(n)
    violation = scores - scores[rows, targets][:, None] + margin
    active = violation > 0
    loss = float(violation[active].sum() / n)
    grad = active.astype(np.float64)
    grad[rows, targets] = 1 - active.sum(axis=1)
    return loss, grad / n
