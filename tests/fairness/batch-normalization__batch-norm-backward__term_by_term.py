"""The paper's chain, one node after the other, one channel after the other."""

import numpy as np


def batch_norm_backward(dy, x, gamma, eps=1e-5):
    dx = np.zeros_like(x)
    dgamma = np.zeros(len(gamma))
    dbeta = np.zeros(len(gamma))
    for c in range(x.shape[1]):
        v = x[:, c].reshape(-1)
        g = dy[:, c].reshape(-1)
        m = v.size
        mu = v.mean()
        var = v.var()
        inv = (var + eps) ** -0.5
        xhat = (v - mu) * inv
        dgamma[c] = np.dot(g, xhat)
        dbeta[c] = g.sum()
        dxhat = g * gamma[c]
        dvar = np.sum(dxhat * (v - mu)) * -0.5 * inv**3
        dmu = -np.sum(dxhat) * inv + dvar * np.mean(-2 * (v - mu))
        out = dxhat * inv + dvar * 2 * (v - mu) / m + dmu / m
        dx[:, c] = out.reshape(x[:, c].shape)
    return dx, dgamma, dbeta
