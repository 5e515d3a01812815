import numpy as np
from math import comb


def reference(x):
    return {"x": x}


def ks(a, b):
    v = np.sort(np.concatenate([a, b]))
    return np.abs(np.searchsorted(np.sort(a), v, "right") / len(a) - np.searchsorted(np.sort(b), v, "right") / len(b)).max()


def drifted(kept, x, alpha):
    d = x.shape[1]
    out = []
    for j in range(d):
        a, b = kept["x"][:, j], x[:, j]
        # the classic large-sample critical value at alpha / d
        critical = np.sqrt(-np.log(alpha / d / 2) / 2 * (len(a) + len(b)) / (len(a) * len(b)))
        if ks(a, b) > critical:
            out.append(j)
    return out


def recall_alarm(found, total, expected, alpha):
    p = 0
    for k in range(found + 1):
        p += comb(total, k) * expected ** k * (1 - expected) ** (total - k)
    return bool(p < alpha)
