import numpy as np


def confusions(labels, predicted, most):
    """Pairs of kinds that are confused, the worst first."""
    raise NotImplementedError


def out_of_fold(images, labels, objects, folds, fit, score):
    """Probabilities from models that have never seen the part."""
    raise NotImplementedError


def suspects(probabilities, labels, objects, most):
    """Parts whose label is probably wrong."""
    raise NotImplementedError
