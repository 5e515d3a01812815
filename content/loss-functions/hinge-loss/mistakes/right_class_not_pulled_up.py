# /// mistake
# fails = "the_right_class_collects_every_violation"
# says = "Your gradient leaves out the right class: its score occurs in every violated term, with the slope -1."
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
    return loss, grad / n
