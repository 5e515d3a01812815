"""How fast noise takes over, and why a generator does not minimise log(1 - D)."""

import numpy as np

from deepdrill.lab.pictures import Sketch, picture

STEPS = 1000


@picture
def signal_left(sketch: Sketch) -> None:
    """What is left of the image after each of 1000 steps, as its share of the variance. Linear rates from 0.0001
    to 0.02 spend the last third on almost pure noise; the cosine schedule falls more evenly.
    """
    linear = np.cumprod(1 - np.linspace(1e-4, 0.02, STEPS))
    t = np.arange(1, STEPS + 1) / STEPS
    cosine = (np.cos((t + 0.008) / 1.008 * np.pi / 2) / np.cos(0.008 / 1.008 * np.pi / 2)) ** 2
    sketch.require(linear[-1] < 5e-5 and linear[666] < 0.02 and cosine[666] > 0.2, "The schedules end elsewhere.")
    sketch.plot(x="step", y="share of the signal")
    shown = np.arange(0, STEPS, 9)
    sketch.curve("linear", shown + 1, linear[shown])
    sketch.curve("cosine", shown + 1, cosine[shown])


@picture
def generator_gradient(sketch: Sketch) -> None:
    """Size of the gradient at the discriminator's logit for a fake. While the discriminator is sure, on the left,
    log(1 - D) has hardly any slope; -log D pulls with full strength.
    """
    logits = np.linspace(-8, 8, 161)
    d = 1 / (1 + np.exp(-logits))
    sketch.require(d[0] < 1e-3, "The left end is not sure.")
    sketch.plot(x="logit of the discriminator for a fake", y="size of the gradient")
    sketch.curve("log(1 - D)", logits, d)
    sketch.curve("-log D", logits, 1 - d)
