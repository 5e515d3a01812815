"""Written from the prompt: channels last, everything two-dimensional, einsum for the sums."""

import numpy as np


def batch_norm_backward(dy, x, gamma, eps=1e-5):
    X = np.moveaxis(x, 1, -1)
    shape = X.shape
    X = X.reshape(-1, shape[-1])
    G = np.moveaxis(dy, 1, -1).reshape(-1, shape[-1])
    z = X - np.mean(X, 0)
    s = 1 / np.sqrt(np.einsum("mc,mc->c", z, z) / len(z) + eps)
    z = z * s
    d_beta = np.einsum("mc->c", G)
    d_gamma = np.einsum("mc,mc->c", G, z)
    H = G * gamma
    D = s * (H - H.mean(0) - z * (H * z).mean(0))
    return np.moveaxis(D.reshape(shape), -1, 1), d_gamma, d_beta
