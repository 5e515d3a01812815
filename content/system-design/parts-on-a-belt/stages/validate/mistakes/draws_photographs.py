# /// mistake
# fails = "draws_whole_parts"
# says = "You drew single photographs, as if those of one part were independent, and the interval is too narrow: draw whole parts."
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
    for _ in range(draws):
        yield rng.integers(len(objects), size=len(objects))


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
    return min(1.0, 2 * sum(comb(n, i) for i in range(k + 1)) / 2**n)
