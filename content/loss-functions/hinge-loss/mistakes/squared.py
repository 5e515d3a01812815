# /// mistake
# fails = "the_loss_is_right"
# says = "You squared the violations, which is the squared hinge loss: here they count as they are."
# ///
import numpy as np


def hinge_loss(scores, targets, margin=1.0):
    n = len(scores)
    rows = np.arange(n)
    violation = scores - scores[rows, targets][:, None] + margin
    violation[rows, targets] = 0.0
    active = violation > 0
    loss = float((violation[active] ** 2).sum() / n)
    grad = 2 * np.maximum(violation, 0)
    grad[rows, targets] = -grad.sum(axis=1)
    return loss, grad / n
