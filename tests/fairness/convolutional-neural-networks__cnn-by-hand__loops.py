"""Explicit loops over positions and windows, with the place of each maximum kept."""

import numpy as np


def _forward(x, p):
    W, B = p["conv_w"], p["conv_b"]
    n, c, h, w = x.shape
    f, _, k, _ = W.shape
    hi, wi = h - k + 1, w - k + 1
    z = np.zeros((n, f, hi, wi))
    for i in range(hi):
        for j in range(wi):
            z[:, :, i, j] = np.tensordot(x[:, :, i : i + k, j : j + k], W, axes=([1, 2, 3], [1, 2, 3])) + B
    a = np.where(z > 0, z, 0)
    r, s = hi // 2, wi // 2
    y = np.zeros((n, f, r, s))
    where = np.zeros((n, f, r, s), dtype=int)
    for i in range(r):
        for j in range(s):
            block = a[:, :, 2 * i : 2 * i + 2, 2 * j : 2 * j + 2].reshape(n, f, 4)
            where[:, :, i, j] = block.argmax(-1)
            y[:, :, i, j] = block.max(-1)
    flat = y.reshape(n, f * r * s)
    return z, where, flat, flat.dot(p["out_w"]) + p["out_b"]


def forward(x, params):
    return _forward(x, params)[-1]


def loss_and_grads(x, y, params):
    W = params["conv_w"]
    k = W.shape[2]
    z, where, flat, logits = _forward(x, params)
    n = x.shape[0]
    m = logits.max(1)
    e = np.exp(logits - m[:, None])
    tot = e.sum(1)
    loss = np.mean(m + np.log(tot) - logits[np.arange(n), y])
    g = e / tot[:, None]
    g -= np.eye(logits.shape[1])[y]
    g /= n
    up = g.dot(params["out_w"].T).reshape(where.shape)
    dz = np.zeros_like(z)
    for idx in np.ndindex(where.shape):
        a, b = divmod(int(where[idx]), 2)
        place = (idx[0], idx[1], 2 * idx[2] + a, 2 * idx[3] + b)
        if z[place] > 0:
            dz[place] += up[idx]
    dx = np.zeros(x.shape)
    dW = np.zeros(W.shape)
    for i in range(z.shape[2]):
        for j in range(z.shape[3]):
            patch = x[:, :, i : i + k, j : j + k]
            dW += np.einsum("nf,ncab->fcab", dz[:, :, i, j], patch)
            dx[:, :, i : i + k, j : j + k] += np.einsum("nf,fcab->ncab", dz[:, :, i, j], W)
    return loss, {
        "conv_w": dW,
        "conv_b": dz.sum((0, 2, 3)),
        "out_w": flat.T.dot(g),
        "out_b": g.sum(0),
        "x": dx,
    }


def train_step(x, y, params, lr):
    loss, grads = loss_and_grads(x, y, params)
    return loss, {k: params[k] - lr * grads[k] for k in ("conv_w", "conv_b", "out_w", "out_b")}
