"""Treats the decoder as a layer of its own and adds its gradient to the encoder's at the end."""

import numpy as np


def _sigmoid(z):
    out = np.empty_like(z)
    pos = z >= 0
    out[pos] = 1 / (1 + np.exp(-z[pos]))
    e = np.exp(z[~pos])
    out[~pos] = e / (1 + e)
    return out


def _linear(x, w, b):
    return np.einsum("ni,ij->nj", x, w) + b


def encode(x, params):
    return _sigmoid(_linear(x, params["w"], params["b"]))


def reconstruct(x, params):
    return _sigmoid(_linear(encode(x, params), params["w"].transpose(), params["c"]))


def loss_and_grads(x, params):
    enc, dec = params["w"], params["w"].transpose()
    h = encode(x, params)
    z = _linear(h, dec, params["c"])
    softplus = np.logaddexp(z, 0.0)
    loss = float(np.mean(np.sum(x * (softplus - z) + (1 - x) * softplus, axis=1)))
    g = (_sigmoid(z) - x) / x.shape[0]
    d_dec = np.einsum("nk,nd->kd", h, g)
    a = (g @ dec.transpose()) * h * (1 - h)
    d_enc = np.einsum("nd,nk->dk", x, a)
    return loss, {"w": d_enc + d_dec.transpose(), "b": np.sum(a, axis=0), "c": np.sum(g, axis=0)}


def train_step(x, params, lr):
    loss, grads = loss_and_grads(x, params)
    new = {}
    for key, value in params.items():
        new[key] = value.copy()
        new[key] -= lr * grads[key]
    return loss, new
