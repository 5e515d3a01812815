# /// mistake
# fails = "no_part_is_on_both_sides"
# says = "You split by days alone, but a part that is sent around again is then on both sides: take it out of the training."
# ///
import numpy as np


def split(table, validation_days):
    begins = table["day"].max() - validation_days + 1
    later = table["day"] >= begins
    return np.flatnonzero(~later), np.flatnonzero(later)


def nearest(images, others):
    x, y = images.reshape(len(images), -1), others.reshape(len(others), -1)
    # |x - y|² = |x|² - 2xy + |y|²: the differences themselves, (n, m, 256), would be gigabytes.
    squares = (x**2).sum(axis=1)[:, None] - 2 * x @ y.T + (y**2).sum(axis=1)
    return np.sqrt(np.maximum(squares.min(axis=1), 0) / x.shape[1])  # rounding may give -1e-16


def standardise(images, train):
    mean, scale = images[train].mean(), images[train].std()
    return (images - mean) / scale
