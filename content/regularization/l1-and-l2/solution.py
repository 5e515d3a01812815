import numpy as np


def ridge(x, y, lam):
    n, d = x.shape
    # At the minimum b = mean(y) - mean(x)·w, because b is free. Put in, that leaves centred data without an intercept.
    mean_x, mean_y = x.mean(axis=0), y.mean()
    centred = x - mean_x
    # The gradient Xᵀ(Xw - y)/n + λw = 0. With λ > 0 the matrix is positive definite, whatever d and n are.
    w = np.linalg.solve(centred.T @ centred / n + lam * np.eye(d), centred.T @ (y - mean_y) / n)
    return w, float(mean_y - mean_x @ w)


def soft_threshold(v, t):
    return np.sign(v) * np.maximum(np.abs(v) - t, 0.0)


def lasso(x, y, lam, lr, steps):
    w, b = np.zeros(x.shape[1]), 0.0
    for _ in range(steps):
        error = x @ w + b - y  # (n,)
        # The kink of |w| at 0 has no gradient to follow. Its proximal step is known exactly, and lands on zero; a step
        # along sign(w) would jump to and fro about it.
        w = soft_threshold(w - lr * x.T @ error / len(y), lr * lam)
        b = b - lr * error.mean()
    return w, float(b)
