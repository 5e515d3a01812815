# /// mistake
# fails = "forward_gives_logits"
# says = "You flattened with the channels last: flatten (N, f, rows, columns) as reshape does."
# ///
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def doubled(pooled):
    """Each pooled value at the four places of its window: (N, f, r, s) to (N, f, 2r, 2s)."""
    return pooled.repeat(2, 2).repeat(2, 3)


def run(x, params):
    kernel = params["conv_w"]
    patches = sliding_window_view(x, kernel.shape[2:], axis=(2, 3))
    z = np.einsum("ncijab,fcab->nfij", patches, kernel) + params["conv_b"][:, None, None]
    n, f, i, j = z.shape
    z = z[:, :, : i // 2 * 2, : j // 2 * 2]
    pooled = np.maximum(z.reshape(n, f, i // 2, 2, j // 2, 2).max(axis=(3, 5)), 0.0)
    flat = pooled.transpose(0, 2, 3, 1).reshape(n, -1)
    return z, pooled, flat, flat @ params["out_w"] + params["out_b"]


def forward(x, params):
    return run(x, params)[3]


def loss_and_grads(x, y, params):
    kernel = params["conv_w"]
    z, pooled, flat, logits = run(x, params)
    shifted = logits - logits.max(1, keepdims=True)
    logp = shifted - np.log(np.exp(shifted).sum(1, keepdims=True))
    right = np.arange(logits.shape[1]) == y[:, None]
    dlogits = (np.exp(logp) - right) / len(y)

    n, f, r, s = pooled.shape
    dpooled = (dlogits @ params["out_w"].T).reshape(n, r, s, f).transpose(0, 3, 1, 2)
    dz = doubled(dpooled * (pooled > 0)) * (z == doubled(pooled))

    dx, dkernel = np.zeros(x.shape), np.empty(kernel.shape)
    for a, b in np.ndindex(kernel.shape[2:]):
        seen = np.s_[:, :, a : a + z.shape[2], b : b + z.shape[3]]
        dkernel[:, :, a, b] = np.einsum("nfij,ncij->fc", dz, x[seen])
        dx[seen] += np.einsum("nfij,fc->ncij", dz, kernel[:, :, a, b])
    grads = {"conv_w": dkernel, "conv_b": dz.sum(axis=(0, 2, 3)), "x": dx}
    return -logp[right].mean(), grads | {"out_w": flat.T @ dlogits, "out_b": dlogits.sum(0)}


def train_step(x, y, params, lr):
    loss, grads = loss_and_grads(x, y, params)
    return loss, {name: params[name] - lr * grads[name] for name in params}
