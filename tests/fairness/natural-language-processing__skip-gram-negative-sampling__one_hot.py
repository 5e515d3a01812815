"""Counts and one-hot matrices instead of scatter-adds: a V by V table of slopes."""

import numpy as np


def pairs(tokens, window):
    n = len(tokens)
    return [(tokens[i], tokens[j]) for i in range(n) for j in range(n) if i != j and abs(i - j) <= window]


def noise_distribution(counts, power=0.75):
    w = np.where(counts > 0, np.asarray(counts, dtype=np.float64) ** power, 0.0)
    return w / w.sum()


def _minus_log_sigmoid(s):
    return np.maximum(-s, 0) + np.log1p(np.exp(-np.abs(s)))


def loss_and_grads(inputs, outputs, centre, context, negatives):
    V, b = len(inputs), len(centre)
    scores = inputs @ outputs.T
    right, wrong = np.zeros((V, V)), np.zeros((V, V))
    for c, o, row in zip(centre.tolist(), context.tolist(), negatives.tolist()):
        right[c, o] += 1
        for n in row:
            wrong[c, n] += 1
    high, low = _minus_log_sigmoid(scores), _minus_log_sigmoid(-scores)
    loss = float((right * high + wrong * low).sum() / b)
    slopes = (wrong * np.exp(-high) - right * np.exp(-low)) / b
    return loss, slopes @ outputs, slopes.T @ inputs


def train_step(inputs, outputs, centre, context, negatives, lr):
    loss, a, b = loss_and_grads(inputs, outputs, centre, context, negatives)
    inputs += -lr * a
    outputs += -lr * b
    return loss
