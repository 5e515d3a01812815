import numpy as np


def hinge_loss(scores, targets, margin=1.0):
    N, C = scores.shape
    loss = 0.0
    grad = np.zeros_like(scores)
    for i in range(N):
        y = targets[i]
        for j in range(C):
            if j == y:
                continue
            m = scores[i][j] - scores[i][y] + margin
            if m > 0:
                loss += m
                grad[i, j] += 1
                grad[i, y] -= 1
    return loss / N, grad / N
