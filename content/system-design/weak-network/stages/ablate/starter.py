import numpy as np

# 97.5 % quantiles of Student's t by degrees of freedom.
T = {1: 12.706, 2: 4.303, 3: 3.182, 4: 2.776, 5: 2.571, 6: 2.447, 7: 2.365, 8: 2.306, 9: 2.262, 10: 2.228}


def interval(differences):
    """(mean, low, high) of paired differences, 95 %."""
    raise NotImplementedError


def ablate(run, changes, seeds):
    """What each change brings in the presence of all others."""
    raise NotImplementedError


def keep(found):
    """The changes that surely help."""
    raise NotImplementedError


def decide(low, high, needed, ceiling):
    """Say "ship", "labels", "measure" or "improve"."""
    raise NotImplementedError
