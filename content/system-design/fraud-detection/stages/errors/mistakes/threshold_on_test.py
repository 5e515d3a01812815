# /// mistake
# fails = "reports_on_rows_that_had_no_say"
# says = "You chose the threshold on the test rows, so the cost that you report is the best of many tries and nobody will reach it. Choose on the validation rows."
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
    threshold = choose_threshold(test["fraud"], test["scores"], test["amount"], review)
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
    # Not p ± z·sqrt(p(1-p)/n): with three frauds, all missed, that would be an interval of no width at all.
    p = k / n
    middle, half = p + Z**2 / (2 * n), Z * (p * (1 - p) / n + Z**2 / (4 * n**2)) ** 0.5
    return (middle - half) / (1 + Z**2 / n), (middle + half) / (1 + Z**2 / n)


def weak_groups(group, fraud, flagged):
    overall = flagged[fraud == 1].mean()
    return [one for one, (_, _, _, high) in sorted(by_group(group, fraud, flagged).items()) if high < overall]
