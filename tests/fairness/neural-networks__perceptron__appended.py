"""A column of ones carries the bias; in place on own arrays."""
import numpy as np


def train(x, y, max_epochs=100):
    n, d = x.shape
    samples = np.hstack([x, np.ones((n, 1))])
    v = np.zeros(d + 1)
    epochs = 0
    done = False
    while not done and epochs < max_epochs:
        done = True
        for i in range(n):
            if np.sign(samples[i].dot(v)) != y[i]:
                v += y[i] * samples[i]
                done = False
        epochs += 1
    return v[:-1], v[-1], epochs


def predict(x, w, b):
    out = np.ones(len(x), dtype=np.int64)
    out[x.dot(w) + b < 0] = -1
    return out
