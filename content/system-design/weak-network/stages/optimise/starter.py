import numpy as np


def initial(sizes, seed):
    """Layers of a ReLU network: a list of (weights, bias)."""
    raise NotImplementedError


def choose_rate(run, rates, seeds):
    """The rate whose runs end lowest."""
    raise NotImplementedError


def fit(x, labels, classes, seed):
    """Train a network; gives a plain dict."""
    raise NotImplementedError


def predict(model, x):
    """The class of each row."""
    raise NotImplementedError
