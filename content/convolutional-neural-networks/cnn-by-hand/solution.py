import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def doubled(pooled):
    """Each pooled value at the four places of its window: (N, f, r, s) to (N, f, 2r, 2s)."""
    return pooled.repeat(2, 2).repeat(2, 3)


def run(x, params):
    kernel = params["conv_w"]
    # im2col as a view: what each position (i, j) of the kernel sees, without a copy.
    patches = sliding_window_view(x, kernel.shape[2:], axis=(2, 3))  # (N, c, i, j, k, k)
    z = np.einsum("ncijab,fcab->nfij", patches, kernel) + params["conv_b"][:, None, None]
    n, f, i, j = z.shape
    z = z[:, :, : i // 2 * 2, : j // 2 * 2]  # the odd row or column at the end has no window
    # ReLU never turns an order round, so it may as well come after the maximum. A window is axes 3 and 5.
    pooled = np.maximum(z.reshape(n, f, i // 2, 2, j // 2, 2).max(axis=(3, 5)), 0.0)
    flat = pooled.reshape(n, -1)
    return z, pooled, flat, flat @ params["out_w"] + params["out_b"]


def forward(x, params):
    return run(x, params)[3]


def loss_and_grads(x, y, params):
    kernel = params["conv_w"]
    z, pooled, flat, logits = run(x, params)
    shifted = logits - logits.max(1, keepdims=True)
    logp = shifted - np.log(np.exp(shifted).sum(1, keepdims=True))
    right = np.arange(logits.shape[1]) == y[:, None]  # (N, classes), one-hot
    # The 1/N of the mean comes in here, and everything below inherits it.
    dlogits = (np.exp(logp) - right) / len(y)

    # Back through flatten and pooling to the place of each maximum, and through ReLU if that is above 0.
    dpooled = (dlogits @ params["out_w"].T).reshape(pooled.shape)
    dz = doubled(dpooled * (pooled > 0)) * (z == doubled(pooled))

    # Tap (a, b) of the kernel has seen this part of the image, a pixel from each position. A filter is used at all
    # positions of all images, so its gradient sums over them; a pixel was seen by up to k·k taps, which all send back.
    dx, dkernel = np.zeros(x.shape), np.empty(kernel.shape)
    for a, b in np.ndindex(kernel.shape[2:]):
        seen = np.s_[:, :, a : a + z.shape[2], b : b + z.shape[3]]
        dkernel[:, :, a, b] = np.einsum("nfij,ncij->fc", dz, x[seen])
        dx[seen] += np.einsum("nfij,fc->ncij", dz, kernel[:, :, a, b])
    grads = {"conv_w": dkernel, "conv_b": dz.sum(axis=(0, 2, 3)), "x": dx}
    return -logp[right].mean(), grads | {"out_w": flat.T @ dlogits, "out_b": dlogits.sum(0)}


def train_step(x, y, params, lr):
    # All gradients first, then all updates.
    loss, grads = loss_and_grads(x, y, params)
    return loss, {name: params[name] - lr * grads[name] for name in params}
