# /// mistake
# fails = "validates_on_the_last_days"
# says = "You shuffled photographs, so near copies of one part lie on both sides, and so do all days: validate on the last days."
# ///
import numpy as np


def split(table, validation_days):
    rows = np.random.default_rng(0).permutation(len(table["day"]))
    cut = int(0.8 * len(rows))
    return np.sort(rows[:cut]), np.sort(rows[cut:])


def nearest(images, others):
    x, y = images.reshape(len(images), -1), others.reshape(len(others), -1)
    # |x - y|² = |x|² - 2xy + |y|²: the differences themselves, (n, m, 256), would be gigabytes.
    squares = (x**2).sum(axis=1)[:, None] - 2 * x @ y.T + (y**2).sum(axis=1)
    return np.sqrt(np.maximum(squares.min(axis=1), 0) / x.shape[1])  # rounding may give -1e-16


def standardise(images, train):
    mean, scale = images[train].mean(), images[train].std()
    return (images - mean) / scale
