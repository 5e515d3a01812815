import numpy as np


def features(images):
    """Numbers that stay the same however a part lies."""
    raise NotImplementedError


def fit(images, labels):
    """A linear model on the features, as a plain dict."""
    raise NotImplementedError


def score(model, images):
    """Probabilities of the six kinds."""
    raise NotImplementedError
