import numpy as np
from math import exp, lgamma, log

NAMES = ["brightness", "contrast", "sharpness"]


def statistics(images):
    out = []
    for x in images:
        lap = 4 * x[1:15, 1:15] - x[0:14, 1:15] - x[2:16, 1:15] - x[1:15, 0:14] - x[1:15, 2:16]
        out.append([x.mean(), x.std(), np.abs(lap).mean()])
    return np.array(out)


def one_each(images, objects):
    # the first photograph of every part
    _, first = np.unique(objects, return_index=True)
    return statistics(images[first])


def reference(images, objects):
    return {"x": one_each(images, objects)}


def distance(a, b):
    v = np.sort(np.concatenate([a, b]))
    return np.abs(
        np.searchsorted(np.sort(a), v, "right") / len(a) - np.searchsorted(np.sort(b), v, "right") / len(b)
    ).max()


def drifted(kept, images, objects, alpha):
    new = one_each(images, objects)
    found = []
    for j, name in enumerate(NAMES):
        a, b = kept["x"][:, j], new[:, j]
        # the classic large-sample critical value at alpha / 3
        if distance(a, b) > np.sqrt(-np.log(alpha / 3 / 2) / 2 * (len(a) + len(b)) / (len(a) * len(b))):
            found.append(name)
    return found


def mix_alarm(shares, counts, alpha):
    n = counts.sum()
    x = ((counts - n * shares) ** 2 / (n * shares)).sum() / 2
    a = (len(shares) - 1) / 2
    # lower incomplete gamma function by its series
    if x > 300:
        return True
    term = total = 1 / a
    k = a
    while term > total * 1e-12:
        k += 1
        term *= x / k
        total += term
    p = 1 - total * exp(a * log(x) - x - lgamma(a)) if x > 0 else 1.0
    return bool(p < alpha)
