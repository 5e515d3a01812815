import numpy as np


def hinge_loss(scores, targets, margin=1.0):
    n = len(scores)
    rows = np.arange(n)
    # Pairs (i, y_i): scores[:, targets] would give an (N, N) table instead. [:, None] sets it against all classes.
    violation = scores - scores[rows, targets][:, None] + margin  # (N, C)
    # In the column of the right class stands the margin itself. The sum leaves that class out.
    violation[rows, targets] = 0.0
    active = violation > 0  # strictly: at a kink the slope is 0
    loss = float(violation[active].sum() / n)
    # Each active term is s_ij - s_iy + margin: slope +1 for the wrong class, -1 for the right one. The right class thus
    # collects minus the number of violations of its row.
    grad = active.astype(np.float64)
    grad[rows, targets] = -active.sum(axis=1)
    return loss, grad / n
