# /// mistake
# fails = "the_loss_is_right"
# says = "scores[:, targets] picks columns for all samples: use scores[np.arange(N), targets] to pick one entry per row."
# ///
import numpy as np


def hinge_loss(scores, targets, margin=1.0):
    n = len(scores)
    rows = np.arange(n)
    violation = scores - scores[:, targets][:, :1] + margin
    violation[rows, targets] = 0.0
    active = violation > 0
    loss = float(violation[active].sum() / n)
    grad = active.astype(np.float64)
    grad[rows, targets] = -active.sum(axis=1)
    return loss, grad / n
