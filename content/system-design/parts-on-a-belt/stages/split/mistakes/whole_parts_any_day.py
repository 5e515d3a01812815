# /// mistake
# fails = "validates_on_the_last_days"
# says = "You keep the photographs of a part together but mix the days: the line will see later ones, so validate on the last days."
# ///
import numpy as np


def split(table, validation_days):
    held = table["object"] % 5 == 0
    return np.flatnonzero(~held), np.flatnonzero(held)


def nearest(images, others):
    x, y = images.reshape(len(images), -1), others.reshape(len(others), -1)
    # |x - y|² = |x|² - 2xy + |y|²: the differences themselves, (n, m, 256), would be gigabytes.
    squares = (x**2).sum(axis=1)[:, None] - 2 * x @ y.T + (y**2).sum(axis=1)
    return np.sqrt(np.maximum(squares.min(axis=1), 0) / x.shape[1])  # rounding may give -1e-16


def standardise(images, train):
    mean, scale = images[train].mean(), images[train].std()
    return (images - mean) / scale
