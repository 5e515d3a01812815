import numpy as np


def forward(x, h0, w_xh, w_hh, b):
    B, T, _ = x.shape
    H = np.empty((B, T + 1, len(b)))
    H[:, 0] = h0
    pre = np.einsum("bti,hi->bth", x, w_xh) + b
    for t in range(T):
        H[:, t + 1] = np.tanh(pre[:, t] + np.einsum("bk,hk->bh", H[:, t], w_hh))
    return H[:, 1:], {"x": x, "H": H, "wx": w_xh, "wh": w_hh}


def backward(dhs, cache):
    x, H = cache["x"], cache["H"]
    T = x.shape[1]
    dA = np.zeros(dhs.shape)
    carry = np.zeros((x.shape[0], H.shape[2]))
    for t in range(T - 1, -1, -1):
        total = dhs[:, t] + carry
        dA[:, t] = total - total * H[:, t + 1] ** 2
        carry = np.dot(dA[:, t], cache["wh"])
    dx = np.einsum("bth,hi->bti", dA, cache["wx"])
    return dx, carry, np.einsum("bth,bti->hi", dA, x), np.einsum("bth,btk->hk", dA, H[:, :-1]), dA.sum((0, 1))
