# /// mistake
# fails = "counts_found_frauds_by_group"
# says = "You used p ± 1.96·sqrt(p(1−p)/n): with a few frauds, all or none of them found, it has no width at all. Use Wilson's interval."
# ///
import numpy as np

Z = 1.96


def choose_threshold(fraud, scores, amount, review):
    candidates = np.append(np.unique(scores), np.inf)
    costs = [cost_at(threshold, fraud, scores, amount, review) for threshold in candidates]
    best = np.flatnonzero(np.isclose(costs, min(costs), rtol=1e-12, atol=1e-9))
    return float(candidates[best[-1]])  # of equals the higher: fewer people are bothered


def cost_at(threshold, fraud, scores, amount, review):
    flagged = scores >= threshold
    return float(review * flagged.sum() + amount[(fraud == 1) & ~flagged].sum())


def report(validation, test, review):
    # Chosen on validation rows and reported on rows that had no say in it: the cheapest threshold of the test rows
    # themselves would promise what nobody can keep.
    threshold = choose_threshold(validation["fraud"], validation["scores"], validation["amount"], review)
    return threshold, cost_at(threshold, test["fraud"], test["scores"], test["amount"], review)


def by_group(group, fraud, flagged):
    found = {}
    for one in np.unique(group[fraud == 1]):
        mine = (group == one) & (fraud == 1)
        n, k = int(mine.sum()), int(flagged[mine].sum())
        low, high = wilson(k, n)
        found[int(one)] = (n, k, low, high)
    return found


def wilson(k, n):
    p = k / n
    half = Z * (p * (1 - p) / n) ** 0.5
    return p - half, p + half


def weak_groups(group, fraud, flagged):
    overall = flagged[fraud == 1].mean()
    return [one for one, (_, _, _, high) in sorted(by_group(group, fraud, flagged).items()) if high < overall]
