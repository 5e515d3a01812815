# /// mistake
# fails = "ridge_is_the_minimum"
# says = "Your ridge has no intercept: centre the data, and give back b = mean(y) - mean(x)·w."
# ///
import numpy as np


def ridge(x, y, lam):
    n, d = x.shape
    mean_x, mean_y = np.zeros(d), 0.0
    centred = x - mean_x
    w = np.linalg.solve(centred.T @ centred / n + lam * np.eye(d), centred.T @ (y - mean_y) / n)
    return w, float(mean_y - mean_x @ w)


def soft_threshold(v, t):
    return np.sign(v) * np.maximum(np.abs(v) - t, 0.0)


def lasso(x, y, lam, lr, steps):
    w, b = np.zeros(x.shape[1]), 0.0
    for _ in range(steps):
        error = x @ w + b - y
        w = soft_threshold(w - lr * x.T @ error / len(y), lr * lam)
        b = b - lr * error.mean()
    return w, float(b)
