"""How large a shift the usual alarms mean."""

import math

import numpy as np

from deepdrill.lab.pictures import Sketch, picture

SHIFTS = np.linspace(0, 1, 51)
EDGES = [-1.2816, -0.8416, -0.5244, -0.2533, 0.0, 0.2533, 0.5244, 0.8416, 1.2816]  # deciles of a standard normal


def below(x: float) -> float:
    """Give the share of a standard normal below x."""
    return 0.5 * (1 + math.erf(x / math.sqrt(2)))


def psi(shift: float) -> float:
    """Give the population stability index over the ten deciles, after the mean has moved."""
    shares = np.diff([0.0, *(below(edge - shift) for edge in EDGES), 1.0])
    return float(((shares - 0.1) * np.log(shares / 0.1)).sum())


def ks(shift: float) -> float:
    """Give the largest distance of the two distribution functions."""
    return 2 * below(shift / 2) - 1


@picture
def stability_index(sketch: Sketch) -> None:
    """A normal feature whose mean moves, ten equal bins. The customary alarms of the stability index, 0.1 and
    0.25, are reached at shifts of about a third and a half of a standard deviation, whether or not the model cares
    for the feature.
    """
    indices = [psi(shift) for shift in SHIFTS]
    first, second = (next(s for s, i in zip(SHIFTS, indices, strict=True) if i > limit) for limit in (0.1, 0.25))
    sketch.require(0.3 < first < 0.36 and 0.48 < second < 0.56, f"They are reached at {first} and {second}.")
    sketch.plot(x="shift of the mean, in standard deviations", y="index")
    sketch.curve("stability index", SHIFTS, indices)
    sketch.curve("Kolmogorov-Smirnov", SHIFTS, [ks(shift) for shift in SHIFTS])
