"""Images one at a time, with outer products."""

import numpy as np


def _s(z):
    return 0.5 * (1.0 + np.tanh(0.5 * z))


def encode(x, params):
    return _s(np.dot(x, params["w"]) + params["b"])


def reconstruct(x, params):
    return _s(np.dot(encode(x, params), params["w"].T) + params["c"])


def loss_and_grads(x, params):
    W, b, c = params["w"], params["b"], params["c"]
    n = x.shape[0]
    loss = 0.0
    dW, db, dc = np.zeros(W.shape), np.zeros(b.shape), np.zeros(c.shape)
    for v in x:
        h = _s(v @ W + b)
        z = W @ h + c
        loss += np.sum(np.maximum(z, 0) - v * z + np.log1p(np.exp(-np.abs(z))))
        dz = _s(z) - v
        dh = W.T @ dz
        da = dh * (h - h * h)
        dW += np.outer(v, da)
        dW += np.outer(dz, h)
        db += da
        dc += dz
    return loss / n, {"w": dW / n, "b": db / n, "c": dc / n}


def train_step(x, params, lr):
    loss, g = loss_and_grads(x, params)
    return loss, dict(w=params["w"] - lr * g["w"], b=params["b"] - lr * g["b"], c=params["c"] - lr * g["c"])
