# /// mistake
# fails = "weights_collect_from_every_step"
# says = "You overwrite the gradients of the weights at every step (=): add them up (+=)."
# ///
import numpy as np


def forward(x, h0, w_xh, w_hh, b):
    h, states = h0, []
    for t in range(x.shape[1]):
        h = np.tanh(x[:, t] @ w_xh.T + h @ w_hh.T + b)
        states.append(h)
    hs = np.stack(states, axis=1)
    return hs, (x, h0, hs, w_xh, w_hh)


def backward(dhs, cache):
    x, h0, hs, w_xh, w_hh = cache
    dx, dw_xh, dw_hh = np.zeros_like(x), np.zeros_like(w_xh), np.zeros_like(w_hh)
    db = np.zeros(w_hh.shape[0])
    dh = np.zeros_like(h0)
    for t in reversed(range(x.shape[1])):
        da = (dhs[:, t] + dh) * (1 - hs[:, t] ** 2)
        before = hs[:, t - 1] if t > 0 else h0
        dx[:, t] = da @ w_xh
        dw_xh = da.T @ x[:, t]
        dw_hh = da.T @ before
        db = da.sum(axis=0)
        dh = da @ w_hh
    return dx, dh, dw_xh, dw_hh, db
