"""unique with counts, boolean masks, setdiff1d for the training part."""

import numpy as np


def split(y, parts, seed):
    rng = np.random.default_rng(seed)
    test = np.empty(0, dtype=np.int64)
    for c in np.unique(y):
        members = np.where(y == c)[0]
        perm = rng.permutation(members)
        test = np.append(test, perm[: members.size // parts])
    test = np.sort(test)
    return np.setdiff1d(np.arange(y.size), test), test


def oversample(indices, y, seed):
    rng = np.random.default_rng(seed)
    values, counts = np.unique(y[indices], return_counts=True)
    extra = [indices]
    for value, count in zip(values, counts):
        if count == counts.max():
            continue
        members = indices[y[indices] == value]
        extra.append(rng.choice(members, counts.max() - count))
    out = np.concatenate(extra)
    out.sort()
    return out


def undersample(indices, y, seed):
    rng = np.random.default_rng(seed)
    values, counts = np.unique(y[indices], return_counts=True)
    keep = np.zeros(len(y), dtype=bool)
    for value in values:
        members = indices[y[indices] == value]
        keep[rng.choice(members, counts.min(), replace=False)] = True
    return np.nonzero(keep)[0]


def prepare(x, y, parts, how, seed):
    if how not in ("over", "under", "none"):
        raise ValueError("how")
    train, test = split(y, parts, seed)
    if how != "none":
        train = {"over": oversample, "under": undersample}[how](train, y, seed)
    return np.take(x, train, axis=0), y.take(train), np.take(x, test, axis=0), y.take(test)
