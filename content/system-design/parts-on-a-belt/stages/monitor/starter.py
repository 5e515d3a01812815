import numpy as np


def statistics(images):
    """Brightness, contrast and sharpness of each image."""
    raise NotImplementedError


def reference(images, objects):
    """Keep what is needed of the training days."""
    raise NotImplementedError


def drifted(kept, images, objects, alpha):
    """Statistics whose distribution over the parts has changed."""
    raise NotImplementedError


def mix_alarm(shares, counts, alpha):
    """Whether the mix of kinds has changed."""
    raise NotImplementedError
