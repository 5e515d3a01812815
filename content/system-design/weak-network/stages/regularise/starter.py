import numpy as np


def dropout(a, keep, uniform, training):
    """Activations after dropout."""
    raise NotImplementedError


def stop_at(losses, patience):
    """(epoch at which training stops, epoch whose weights are kept)."""
    raise NotImplementedError


def fit(x, labels, seed):
    """Train a network; gives a plain dict."""
    raise NotImplementedError


def predict(model, x):
    """The class of each row."""
    raise NotImplementedError
