import numpy as np


def choose_threshold(fraud, scores, amount, review):
    best, cost = float("inf"), float(amount[fraud == 1].sum())
    for s in sorted(set(scores.tolist()), reverse=True):
        c = review * (scores >= s).sum() + amount[(scores < s) & (fraud == 1)].sum()
        if c < cost - 1e-9:
            best, cost = s, c
    return best


def report(validation, test, review):
    t = choose_threshold(validation["fraud"], validation["scores"], validation["amount"], review)
    f = test["scores"] >= t
    return t, float(review * f.sum() + (test["amount"] * test["fraud"] * ~f).sum())


def by_group(group, fraud, flagged):
    out = {}
    z = 1.96
    for g in set(group.tolist()):
        n = int(((group == g) & (fraud == 1)).sum())
        if n == 0:
            continue
        k = int(((group == g) & (fraud == 1) & (flagged == 1)).sum())
        p = k / n
        c = p + z * z / (2 * n)
        h = z * np.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
        out[g] = (n, k, float((c - h) / (1 + z * z / n)), float((c + h) / (1 + z * z / n)))
    return out


def weak_groups(group, fraud, flagged):
    share = (flagged * fraud).sum() / fraud.sum()
    return sorted(g for g, v in by_group(group, fraud, flagged).items() if v[3] < share)
