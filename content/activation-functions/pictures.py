"""How much of a gradient each activation lets through."""

import math

import numpy as np

from deepdrill.lab.pictures import Sketch, picture

XS = np.linspace(-4, 4, 161)


def sigmoid(x: np.ndarray) -> np.ndarray:
    """Squash to between 0 and 1."""
    return 1 / (1 + np.exp(-x))


def gelu_slope(x: float) -> float:
    """Differentiate x·Φ(x): Φ(x) + x·φ(x)."""
    below = 0.5 * (1 + math.erf(x / math.sqrt(2)))
    return below + x * math.exp(-x * x / 2) / math.sqrt(2 * math.pi)


@picture
def slopes(sketch: Sketch) -> None:
    """The factor by which each activation multiplies the gradient on its way back. The sigmoid never lets more
    than a quarter through, and nearly nothing far from 0; GELU's slope is below 0 for inputs under -0.75.
    """
    curves = {
        "sigmoid": sigmoid(XS) * (1 - sigmoid(XS)),
        "tanh": 1 - np.tanh(XS) ** 2,
        "ReLU": np.where(XS > 0, 1.0, 0.0),
        "GELU": np.array([gelu_slope(x) for x in XS]),
    }
    sketch.require(abs(curves["sigmoid"].max() - 0.25) < 1e-9, "The sigmoid's largest slope is not a quarter.")
    sketch.require(gelu_slope(-0.74) > 0 > gelu_slope(-0.76), "GELU's slope does not change its sign at -0.75.")
    sketch.plot(x="input", y="slope")
    for name, ys in curves.items():
        sketch.curve(name, XS, ys)
