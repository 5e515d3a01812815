"""One system with the intercept in it; the proximal step as a difference of two ramps."""

import numpy as np


def ridge(x, y, lam):
    n, d = x.shape
    A = np.hstack((np.ones((n, 1)), x))
    P = lam * n * np.eye(d + 1)
    P[0, 0] = 0.0
    theta = np.linalg.inv(A.T @ A + P) @ (A.T @ y)
    return theta[1:], float(theta[0])


def soft_threshold(v, t):
    return np.maximum(v - t, 0) - np.maximum(-v - t, 0)


def lasso(x, y, lam, lr, steps):
    A = np.column_stack([x, np.ones(len(x))])
    theta = np.zeros(A.shape[1])
    for _ in range(steps):
        theta = theta - lr * (A.T @ (A @ theta - y)) / len(x)
        theta[:-1] = soft_threshold(theta[:-1], lr * lam)
    return theta[:-1], theta[-1].item()
