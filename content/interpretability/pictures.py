"""Why a gradient can be zero where a feature decided."""

import numpy as np

from deepdrill.lab.pictures import Sketch, picture

XS = np.linspace(0, 2, 81)


@picture
def saturated(sketch: Sketch) -> None:
    """The score min(x, 1) has been decided once x reaches 1. The plain gradient says that x does not matter there;
    integrated gradients from a baseline of 0 add up what x has brought on the way, and keep saying 1.
    """
    score = np.minimum(XS, 1)
    gradient = (XS < 1).astype(float)
    fine = (np.arange(1000) + 0.5) / 1000
    integrated = np.array([x * (fine * x < 1).mean() for x in XS])
    sketch.require(gradient[-1] == 0 and np.abs(integrated - score).max() < 2e-3, "They do not add up to the score.")
    sketch.plot(x="feature x, baseline 0", y="what x is credited with")
    sketch.curve("integrated gradients", XS, integrated)
    sketch.curve("gradient", XS, gradient)
