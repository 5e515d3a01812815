import numpy as np


def copies(x, part):
    tol = 0.01 * np.std(x, axis=0)
    train = x[part == 0]
    order = np.argsort(train[:, 0])
    train = train[order]
    out = []
    for i in range(len(x)):
        if part[i] == 0:
            continue
        lo = np.searchsorted(train[:, 0], x[i, 0] - tol[0])
        hi = np.searchsorted(train[:, 0], x[i, 0] + tol[0])
        if np.any(np.all(np.abs(train[lo:hi] - x[i]) < tol, axis=1)):
            out.append(i)
    return np.array(out, dtype=int)


def odd_units(x, site):
    out = []
    for s in sorted(set(int(v) for v in site)):
        for c in range(x.shape[1]):
            rest = np.sort(x[site != s, c])
            iqr = np.quantile(rest, 0.75) - np.quantile(rest, 0.25)
            if abs(np.median(x[site == s, c]) - np.median(rest)) / iqr > 1:
                out.append((s, c))
    return out


def slip(x, labels, x_sure, labels_sure):
    m, s = x_sure.mean(0), x_sure.std(0)
    a, b = (x - m) / s, (x_sure - m) / s
    d = (a**2).sum(1)[:, None] + (b**2).sum(1)[None] - 2 * a @ b.T
    near = np.argsort(d, axis=1)[:, :25]
    votes = np.stack([(labels_sure[near] == c).mean(1) for c in range(5)], axis=1)
    best = max(range(-3, 4), key=lambda k: votes[np.arange(len(x)), np.roll(labels, -k)].sum())
    return best
