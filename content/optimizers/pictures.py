"""Why momentum, and the schedule that nearly everybody uses."""

import math

import numpy as np

from deepdrill.lab.pictures import Sketch, picture

FLAT, STEEP = 0.01, 1.0  # curvatures: a condition number of 100


@picture
def ravine(sketch: Sketch) -> None:
    """Loss on a quadratic that is a hundred times steeper in one direction than in the other, each method at its
    own best setting. Momentum overshoots at first; to a millionth of the loss it needs a sixth of the steps; in
    the long run it is a tenth, one over the root of the condition number.
    """
    h = np.array([FLAT, STEEP])
    root = math.sqrt(STEEP / FLAT)
    settings = {
        "gradient descent": (2 / (STEEP + FLAT), 0.0),
        "with momentum": ((2 / (math.sqrt(STEEP) + math.sqrt(FLAT))) ** 2, ((root - 1) / (root + 1)) ** 2),
    }
    reached = {}
    sketch.plot(x="step", y="loss", log_y=True)
    for name, (rate, decay) in settings.items():
        w, v, losses = np.array([1.0, 1.0]), np.zeros(2), []
        while not losses or losses[-1] > losses[0] / 1e6:
            losses.append(float(0.5 * (h * w * w).sum()))
            v = decay * v + h * w
            w = w - rate * v
        reached[name] = len(losses) - 1
        sketch.curve(name, range(len(losses)), losses)
    few, many = sorted(reached.values())
    sketch.require(5.5 < many / few < 6.5, f"Steps until the loss is a millionth: {reached}.")


@picture
def warm_up_and_cosine(sketch: Sketch) -> None:
    """A linear warm-up of 100 steps to the peak, then half a cosine down to a tenth of it."""
    peak, low, warm, total = 1.0, 0.1, 100, 1000
    rates = [
        peak * step / warm
        if step < warm
        else low + (peak - low) * (1 + math.cos(math.pi * (step - warm) / (total - warm))) / 2
        for step in range(0, total + 1, 10)
    ]
    sketch.require(max(rates) == rates[10] == peak and abs(rates[-1] - low) < 1e-12, "Peak or end is elsewhere.")
    sketch.plot(x="step", y="share of the peak rate")
    sketch.curve("learning rate", range(0, total + 1, 10), rates)
