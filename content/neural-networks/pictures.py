"""What depth multiplies and width only adds."""

import numpy as np

from deepdrill.lab.pictures import Sketch, picture


def tent(x: np.ndarray) -> np.ndarray:
    """Rise to 1 in the middle and fall again: two ReLU units."""
    return 2 * np.maximum(x, 0) - 4 * np.maximum(x - 0.5, 0)


def pieces(xs: np.ndarray, ys: np.ndarray) -> int:
    """Count the straight pieces of a curve that bends at grid points only."""
    slopes = np.diff(ys) / np.diff(xs)
    return 1 + int((np.abs(np.diff(slopes)) > 1e-6).sum())


@picture
def folded_line(sketch: Sketch) -> None:
    """One layer of two ReLU units folds the line once. Three such layers, six units in all, make 8 straight
    pieces; in one hidden layer six units make at most 7, and every further layer doubles the number.
    """
    xs = np.linspace(0, 1, 65)
    once, thrice = tent(xs), tent(tent(tent(xs)))
    sketch.require((pieces(xs, once), pieces(xs, thrice)) == (2, 8), "The pieces are not 2 and 8.")
    sketch.plot(x="input", y="output")
    sketch.curve("one layer", xs, once)
    sketch.curve("three layers", xs, thrice)
