# /// mistake
# fails = "the_right_class_collects_every_violation"
# says = "Your gradient of the right class is -1 for a violated row: every violation counts, so it is minus their number."
# ///
import numpy as np


def hinge_loss(scores, targets, margin=1.0):
    n = len(scores)
    rows = np.arange(n)
    violation = scores - scores[rows, targets][:, None] + margin
    violation[rows, targets] = 0.0
    active = violation > 0
    loss = float(violation[active].sum() / n)
    grad = active.astype(np.float64)
    grad[rows, targets] = -active.any(axis=1) * 1.0
    return loss, grad / n
