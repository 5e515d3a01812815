# /// mistake
# fails = "resamples_only_training_rows"
# says = "You resample before the split, so copies of validation rows, or points made from them, are in training. Resample the training rows of each fold."
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
    bigger, labels = resample(x, fraud)
    days = np.concatenate([day, day[fraud == 1]])[: len(labels)]
    values = []
    for train, validation in folds(days, count, length, gap):
        model = fit(bigger[train], labels[train])
        values.append(average_precision(labels[validation], score(model, bigger[validation])))
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
    # Both on the same draw: what makes one draw hard is hard for both, and cancels.
    drawn = (rows for rows in draws_of(customer, draws, seed) if fraud[rows].any())
    return percentiles(
        [average_precision(fraud[rows], first[rows]) - average_precision(fraud[rows], second[rows]) for rows in drawn]
    )
