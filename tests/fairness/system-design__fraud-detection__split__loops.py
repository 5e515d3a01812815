import numpy as np


def first_tries(table):
    last = {}
    keep = []
    t = [d * 24 * 60 + h * 60 for d, h in zip(table["day"], table["hour"])]
    for i in sorted(range(len(t)), key=lambda i: t[i]):
        key = (table["customer"][i], table["merchant_kind"][i], table["amount"][i])
        if key not in last or t[i] - last[key] > 3.000001:
            keep.append(i)
        last[key] = t[i]
    return np.array(sorted(keep))


def split(table, validation_days):
    start = int(max(table["day"])) + 1 - validation_days
    train, val = [], []
    for i, d in enumerate(table["day"]):
        if d >= start:
            val.append(i)
        elif table["label_day"][i] <= start:
            train.append(i)
    return np.array(train), np.array(val)


def standardise(x, train):
    out = np.zeros_like(x)
    for j in range(x.shape[1]):
        m = sum(x[i, j] for i in train) / len(train)
        s = (sum((x[i, j] - m) ** 2 for i in train) / len(train)) ** 0.5
        out[:, j] = (x[:, j] - m) / s if s > 1e-12 else x[:, j] - m
    return out
