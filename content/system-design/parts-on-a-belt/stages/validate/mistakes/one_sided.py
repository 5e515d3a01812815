# /// mistake
# fails = "counts_where_just_one_is_right"
# says = "You computed one side only: either network could have been the better one, so double it, up to one."
# ///
from math import comb

import numpy as np
from framing import macro_recall


def votes(probabilities, objects):
    parts, index = np.unique(objects, return_inverse=True)
    sums = np.zeros((len(parts), probabilities.shape[1]))
    np.add.at(sums, index, probabilities)
    # The mean of the probabilities, and not the most frequent kind: three doubtful photographs give way to a clear one.
    return parts, (sums / np.bincount(index)[:, None]).argmax(axis=1)


def draws_of(objects, draws, seed):
    rng = np.random.default_rng(seed)
    order = np.argsort(objects, kind="stable")
    groups = np.split(order, np.flatnonzero(np.diff(objects[order])) + 1)
    for _ in range(draws):
        # Whole parts: four photographs of one part are right or wrong together, so they are one observation.
        yield np.concatenate([groups[index] for index in rng.integers(len(groups), size=len(groups))])


def percentiles(values):
    low, high = np.percentile(values, [2.5, 97.5])
    return float(low), float(high)


def interval(labels, predicted, objects, draws, seed):
    return percentiles([macro_recall(labels[rows], predicted[rows]) for rows in draws_of(objects, draws, seed)])


def difference(labels, first, second, objects, draws, seed):
    # Both on the same draw: a draw with many hard parts is hard for both, and that cancels.
    return percentiles(
        [
            macro_recall(labels[rows], first[rows]) - macro_recall(labels[rows], second[rows])
            for rows in draws_of(objects, draws, seed)
        ]
    )


def mcnemar(labels, first, second):
    only_first = int(np.sum((first == labels) & (second != labels)))
    only_second = int(np.sum((first != labels) & (second == labels)))
    n, k = only_first + only_second, min(only_first, only_second)
    return sum(comb(n, i) for i in range(k + 1)) / 2**n
