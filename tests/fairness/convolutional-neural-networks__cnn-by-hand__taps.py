"""Four strided slices for the pooling, one tap of the kernel at a time, the full correlation for the image."""

import numpy as np


def _conv(x, w):
    k = w.shape[-1]
    h, v = x.shape[2] - k + 1, x.shape[3] - k + 1
    return sum(
        np.einsum("nchw,fc->nfhw", x[:, :, a : a + h, b : b + v], w[:, :, a, b]) for a in range(k) for b in range(k)
    )


def _pieces(x, params):
    a = np.maximum(_conv(x, params["conv_w"]) + params["conv_b"].reshape(1, -1, 1, 1), 0)
    h, v = a.shape[2] // 2 * 2, a.shape[3] // 2 * 2
    quads = np.stack([a[:, :, i:h:2, j:v:2] for i in (0, 1) for j in (0, 1)])
    top = quads.max(0)
    return a, quads, top, top.reshape(len(x), -1) @ params["out_w"] + params["out_b"]


def forward(x, params):
    return _pieces(x, params)[3]


def loss_and_grads(x, y, params):
    w = params["conv_w"]
    k = w.shape[-1]
    a, quads, top, s = _pieces(x, params)
    s = s - s.max(1, keepdims=True)
    logz = np.log(np.exp(s).sum(1, keepdims=True))
    onehot = np.zeros_like(s)
    onehot[np.arange(len(y)), y] = 1
    loss = float(((logz - s) * onehot).sum() / len(y))
    d = (np.exp(s - logz) - onehot) / len(y)
    dtop = (d @ params["out_w"].T).reshape(top.shape)
    da = np.zeros_like(a)
    h, v = a.shape[2] // 2 * 2, a.shape[3] // 2 * 2
    for q, (i, j) in enumerate([(0, 0), (0, 1), (1, 0), (1, 1)]):
        da[:, :, i:h:2, j:v:2] = np.where((quads[q] == top) & (top > 0), dtop, 0.0)
    dw = np.empty_like(w)
    for i in range(k):
        for j in range(k):
            dw[:, :, i, j] = np.einsum("nfhw,nchw->fc", da, x[:, :, i : i + a.shape[2], j : j + a.shape[3]])
    wide = np.pad(da, ((0, 0), (0, 0), (k - 1, k - 1), (k - 1, k - 1)))
    dx = _conv(wide, w[:, :, ::-1, ::-1].transpose(1, 0, 2, 3))
    flat = top.reshape(len(x), -1)
    return loss, dict(conv_w=dw, conv_b=da.sum((0, 2, 3)), out_w=flat.T @ d, out_b=d.sum(0), x=dx)


def train_step(x, y, params, lr):
    loss, g = loss_and_grads(x, y, params)
    new = {name: value.copy() for name, value in params.items()}
    for name in new:
        new[name] -= lr * g[name]
    return loss, new
