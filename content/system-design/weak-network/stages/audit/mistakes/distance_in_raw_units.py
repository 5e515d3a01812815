# /// mistake
# fails = "finds_the_slip"
# says = "You compare rows in raw units, so the pressures decide, which say little about the condition. Standardise by the sure rows first."
# ///
import numpy as np


def copies(x, part):
    # In units of each column's spread: otherwise pascals decide alone, and a humidity may differ by anything.
    z = x / x.std(axis=0)
    train = z[part == 0]
    held = np.flatnonzero(part > 0)
    found = [row for row in held if (np.abs(train - z[row]) < 0.01).all(axis=1).any()]
    return np.array(found, dtype=np.int64)


def odd_units(x, site):
    found = []
    for one in np.unique(site):
        here, others = x[site == one], x[site != one]
        # Medians, and without the site itself: its own wrong values would widen the very spread that it is measured by.
        low, middle, high = np.percentile(others, [25, 50, 75], axis=0)
        far = np.abs(np.median(here, axis=0) - middle) > high - low
        found += [(int(one), int(column)) for column in np.flatnonzero(far)]
    return found


def slip(x, labels, x_sure, labels_sure):
    mean, spread = 0.0, 1.0
    classes = np.unique(labels_sure)
    nearest = [((x_sure - row) ** 2).sum(axis=1).argmin() for row in x]
    guesses = labels_sure[nearest]
    tried = range(-3, 4)
    hits = [np.mean(guesses == np.roll(labels, -k)) for k in tried]
    return int(tried[int(np.argmax(hits))])
