# /// mistake
# fails = "the_loss_is_right"
# says = "You divide by the number of classes as well, as torch does: the formula divides by N only."
# ///
import numpy as np


def hinge_loss(scores, targets, margin=1.0):
    n = scores.size
    rows = np.arange(len(scores))
    violation = scores - scores[rows, targets][:, None] + margin
    violation[rows, targets] = 0.0
    active = violation > 0
    loss = float(violation[active].sum() / n)
    grad = active.astype(np.float64)
    grad[rows, targets] = -active.sum(axis=1)
    return loss, grad / n
