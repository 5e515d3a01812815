# /// mistake
# fails = "soft_threshold_moves_towards_zero"
# says = "You lose negative entries: they move up by t, and keep their sign."
# ///
import numpy as np


def ridge(x, y, lam):
    n, d = x.shape
    mean_x, mean_y = x.mean(axis=0), y.mean()
    centred = x - mean_x
    w = np.linalg.solve(centred.T @ centred / n + lam * np.eye(d), centred.T @ (y - mean_y) / n)
    return w, float(mean_y - mean_x @ w)


def soft_threshold(v, t):
    return np.maximum(v - t, 0.0)


def lasso(x, y, lam, lr, steps):
    w, b = np.zeros(x.shape[1]), 0.0
    for _ in range(steps):
        error = x @ w + b - y
        w = soft_threshold(w - lr * x.T @ error / len(y), lr * lam)
        b = b - lr * error.mean()
    return w, float(b)
