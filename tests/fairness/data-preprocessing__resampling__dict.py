"""A dict from label to positions, Python lists, if and elif."""

import numpy as np


def _by_label(positions, y):
    table = {}
    for p in sorted(int(p) for p in positions):
        table.setdefault(int(y[p]), []).append(p)
    return dict(sorted(table.items()))


def split(y, parts, seed):
    g = np.random.default_rng(seed)
    test = set()
    for members in _by_label(range(len(y)), y).values():
        k = int(len(members) / parts)
        test.update(g.permutation(members)[:k].tolist())
    mask = np.zeros(len(y), dtype=bool)
    mask[list(test)] = True
    return np.flatnonzero(~mask), np.flatnonzero(mask)


def oversample(indices, y, seed):
    g = np.random.default_rng(seed)
    table = _by_label(indices, y)
    goal = max(len(m) for m in table.values())
    result = list(indices)
    for members in table.values():
        missing = goal - len(members)
        if missing:
            result.extend(g.choice(members, size=missing, replace=True))
    return np.array(sorted(result), dtype=np.int64)


def undersample(indices, y, seed):
    g = np.random.default_rng(seed)
    table = _by_label(indices, y)
    goal = min(map(len, table.values()))
    result = []
    for members in table.values():
        result += g.choice(members, goal, False).tolist()
    return np.array(sorted(result), dtype=np.int64)


def prepare(x, y, parts, how, seed):
    train, test = split(y, parts, seed)
    if how == "over":
        train = oversample(train, y, seed)
    elif how == "under":
        train = undersample(train, y, seed)
    elif how != "none":
        raise ValueError(how)
    return x[train], y[train], x[test], y[test]
