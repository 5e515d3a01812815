# /// mistake
# fails = "standardises_by_training_rows"
# says = "You standardise with mean and spread of all photographs, so the validation has had a say in the training: take the training rows."
# ///
import numpy as np


def split(table, validation_days):
    begins = table["day"].max() - validation_days + 1
    later = table["day"] >= begins
    # A part that is sent around again would stand on both sides. It leaves the training, not the validation: the last
    # days have to be complete, or they are no longer what the line sees.
    met = np.isin(table["object"], table["object"][later])
    return np.flatnonzero(~later & ~met), np.flatnonzero(later)


def nearest(images, others):
    x, y = images.reshape(len(images), -1), others.reshape(len(others), -1)
    # |x - y|² = |x|² - 2xy + |y|²: the differences themselves, (n, m, 256), would be gigabytes.
    squares = (x**2).sum(axis=1)[:, None] - 2 * x @ y.T + (y**2).sum(axis=1)
    return np.sqrt(np.maximum(squares.min(axis=1), 0) / x.shape[1])  # rounding may give -1e-16


def standardise(images, train):
    mean, scale = images.mean(), images.std()
    return (images - mean) / scale
