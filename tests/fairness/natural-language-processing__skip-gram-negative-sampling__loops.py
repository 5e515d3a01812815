"""Pair by pair, with plain loops."""

import numpy as np


def pairs(tokens, window):
    out = []
    for i in range(len(tokens)):
        left = tokens[max(0, i - window) : i]
        right = tokens[i + 1 : i + 1 + window]
        for other in list(left) + list(right):
            out.append((tokens[i], other))
    return out


def noise_distribution(counts, power=0.75):
    p = np.power(counts, power, dtype=float)
    return p / np.sum(p)


def _sig(s):
    return 1 / (1 + np.exp(-s)) if s >= 0 else np.exp(s) / (1 + np.exp(s))


def _softplus(s):
    return max(s, 0.0) + np.log1p(np.exp(-abs(s)))


def loss_and_grads(inputs, outputs, centre, context, negatives):
    gi, go = np.zeros(inputs.shape), np.zeros(outputs.shape)
    loss = 0.0
    n = len(centre)
    for c, o, neg in zip(centre, context, negatives):
        v = inputs[c]
        s = v @ outputs[o]
        loss += _softplus(-s)
        g = -_sig(-s)
        gi[c] += g * outputs[o] / n
        go[o] += g * v / n
        for w in neg:
            s = v @ outputs[w]
            loss += _softplus(s)
            g = _sig(s)
            gi[c] += g * outputs[w] / n
            go[w] += g * v / n
    return loss / n, gi, go


def train_step(inputs, outputs, centre, context, negatives, lr):
    loss, gi, go = loss_and_grads(inputs, outputs, centre, context, negatives)
    inputs[...] = inputs - lr * gi
    np.subtract(outputs, lr * go, out=outputs)
    return loss
