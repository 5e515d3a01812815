"""How rough the statistics of a small batch are."""

import numpy as np

from deepdrill.lab.pictures import Sketch, picture

SIZES = [2, 4, 8, 16, 32, 64, 128, 256]


@picture
def error_of_the_statistics(sketch: Sketch) -> None:
    """Typical error of a channel's mean and standard deviation, in units of the true deviation, when a batch holds
    that many independent examples (2000 batches each). The mean's follows one over the root of the batch: 0.7 at
    two, 0.18 at 32.
    """
    dice = np.random.default_rng(0)
    means, deviations = [], []
    for size in SIZES:
        x = dice.standard_normal((2000, size))
        means.append(float(np.sqrt((x.mean(1) ** 2).mean())))
        deviations.append(float(np.sqrt(((x.std(1) - 1) ** 2).mean())))
    expected = 1 / np.sqrt(np.array(SIZES))
    sketch.require(np.abs(np.array(means) / expected - 1).max() < 0.1, "The mean's error is not one over the root.")
    sketch.plot(x="examples in the batch", y="typical error", log_x=True, log_y=True)
    sketch.curve("mean", SIZES, means)
    sketch.curve("standard deviation", SIZES, deviations)
