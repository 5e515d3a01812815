# /// mistake
# fails = "finds_copies_across_the_split"
# says = "You compare with all other rows: copies within the test part are no leak. Compare with the training rows alone."
# ///
import numpy as np


def copies(x, part):
    # In units of each column's spread: otherwise pascals decide alone, and a humidity may differ by anything.
    z = x / x.std(axis=0)
    train = z[part == 0]
    held = np.flatnonzero(part > 0)
    found = [row for row in held if (np.abs(z - z[row]) < 0.01).all(axis=1).sum() > 1]
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
    mean, spread = x_sure.mean(axis=0), x_sure.std(axis=0)
    classes = np.unique(labels_sure)
    features, target = squared((x_sure - mean) / spread), (labels_sure[:, None] == classes).astype(float)
    # Ridge regression onto the classes. A weak classifier will do: it only has to fit one slip better than the others.
    weights = np.linalg.solve(features.T @ features + np.eye(features.shape[1]), features.T @ target)
    guesses = classes[(squared((x - mean) / spread) @ weights).argmax(axis=1)]
    tried = range(-3, 4)
    hits = [np.mean(guesses == np.roll(labels, -k)) for k in tried]
    return int(tried[int(np.argmax(hits))])


def squared(z):
    return np.concatenate([np.ones((len(z), 1)), z, z**2], axis=1)
