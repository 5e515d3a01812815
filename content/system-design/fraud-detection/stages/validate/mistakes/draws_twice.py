# /// mistake
# fails = "compares_on_the_same_draws"
# says = "You draw for each model by itself, so the luck of the draw is in the difference twice. Compare both on the same draw."
# ///
import numpy as np
from framing import average_precision


def folds(day, count, length, gap):
    end = day.max() + 1
    pairs = []
    for window in range(count, 0, -1):
        begins = end - window * length
        validation = np.flatnonzero((day >= begins) & (day < begins + length))
        pairs.append((np.flatnonzero(day < begins - gap), validation))  # always from before: no fold sees the future
    return pairs


def evaluate(x, fraud, day, count, length, gap, resample, fit, score):
    values = []
    for train, validation in folds(day, count, length, gap):
        # Resampled inside the fold: synthetic points must not lie between a training row and a validation row.
        model = fit(*resample(x[train], fraud[train]))
        values.append(average_precision(fraud[validation], score(model, x[validation])))
    return values


def draws_of(customer, draws, seed):
    rng = np.random.default_rng(seed)
    order = np.argsort(customer, kind="stable")
    groups = np.split(order, np.flatnonzero(np.diff(customer[order])) + 1)
    for _ in range(draws):
        # Whole customers: the rows of one theft rise and fall together, so they are one observation and not five.
        yield np.concatenate([groups[index] for index in rng.integers(len(groups), size=len(groups))])


def percentiles(values):
    low, high = np.percentile(values, [2.5, 97.5])
    return float(low), float(high)


def interval(fraud, scores, customer, draws, seed):
    drawn = (rows for rows in draws_of(customer, draws, seed) if fraud[rows].any())
    return percentiles([average_precision(fraud[rows], scores[rows]) for rows in drawn])


def difference(fraud, first, second, customer, draws, seed):
    one = [average_precision(fraud[rows], first[rows]) for rows in draws_of(customer, draws, seed) if fraud[rows].any()]
    other = [
        average_precision(fraud[rows], second[rows])
        for rows in draws_of(customer, draws, seed + 1)
        if fraud[rows].any()
    ]
    count = min(len(one), len(other))
    return percentiles([a - b for a, b in zip(one[:count], other[:count])])
