import numpy as np


def occlusion(score, images, kinds, size):
    """How much the probability of a kind falls when a place is covered."""
    raise NotImplementedError


def share(maps, region):
    """Share of the positive values that lies in a region."""
    raise NotImplementedError


def swapped(score, images, region, donors):
    """Share of the answers that change when a region comes from another image."""
    raise NotImplementedError
