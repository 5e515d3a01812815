# /// mistake
# fails = "wrong_classes_are_pushed_down"
# says = "Your gradient pushes down all wrong classes: only those whose margin is violated count."
# ///
import numpy as np


def hinge_loss(scores, targets, margin=1.0):
    n = len(scores)
    rows = np.arange(n)
    violation = scores - scores[rows, targets][:, None] + margin
    violation[rows, targets] = 0.0
    active = violation > 0
    loss = float(violation[active].sum() / n)
    grad = np.ones_like(scores)
    grad[rows, targets] = 1.0 - scores.shape[1]
    return loss, grad / n
