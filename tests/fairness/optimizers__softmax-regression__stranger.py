"""Example by example in the gradients, a while loop over the batches."""

import numpy as np


def loss_and_gradients(x, y, w, b):
    m = len(x)
    dw, db, loss = np.zeros(w.shape), np.zeros(b.shape), 0.0
    for row, label in zip(x, y):
        z = row @ w + b
        z = z - z.max()
        e = np.exp(z)
        s = e.sum()
        loss += np.log(s) - z[label]
        g = e / s
        g[label] -= 1
        dw += row[:, None] * g
        db += g
    return float(loss / m), dw / m, db / m


def train(x, y, classes, lr, epochs, batch_size, seed):
    rng = np.random.default_rng(seed)
    n = len(x)
    w = np.zeros((x.shape[1], classes))
    b = np.zeros(classes)
    losses = []
    for e in range(epochs):
        perm = rng.permutation(n)
        i, s = 0, 0.0
        while i < n:
            idx = perm[i : min(i + batch_size, n)]
            l, gw, gb = loss_and_gradients(x[idx], y[idx], w, b)
            s += l * idx.size
            w, b = w - lr * gw, b - lr * gb
            i += batch_size
        losses.append(s / n)
    return w, b, losses
