# /// mistake
# fails = "the_intercept_is_free"
# says = "You penalise the intercept together with the weights: put the penalty on w only, or centre the data first."
# ///
import numpy as np


def ridge(x, y, lam):
    n, d = x.shape
    wide = np.c_[x, np.ones(n)]
    theta = np.linalg.solve(wide.T @ wide / n + lam * np.eye(d + 1), wide.T @ y / n)
    return theta[:-1], float(theta[-1])


def soft_threshold(v, t):
    return np.sign(v) * np.maximum(np.abs(v) - t, 0.0)


def lasso(x, y, lam, lr, steps):
    w, b = np.zeros(x.shape[1]), 0.0
    for _ in range(steps):
        error = x @ w + b - y
        w = soft_threshold(w - lr * x.T @ error / len(y), lr * lam)
        b = b - lr * error.mean()
    return w, float(b)
