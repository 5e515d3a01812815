# /// mistake
# fails = "the_margin_is_the_one_passed"
# says = "You wrote the margin 1 into the formula: use the argument."
# ///
import numpy as np


def hinge_loss(scores, targets, margin=1.0):
    n = len(scores)
    rows = np.arange(n)
    violation = scores - scores[rows, targets][:, None] + 1.0
    violation[rows, targets] = 0.0
    active = violation > 0
    loss = float(violation[active].sum() / n)
    grad = active.astype(np.float64)
    grad[rows, targets] = -active.sum(axis=1)
    return loss, grad / n
