"""Zeros or shrinkage, and what happens beyond the number of examples."""

import numpy as np

from deepdrill.lab.pictures import Sketch, picture


@picture
def pulled_to_zero(sketch: Sketch) -> None:
    """One weight on a unit parabola, both penalties of strength 1. L1 takes away a constant and stops at exactly
    zero; L2 divides by two and reaches zero nowhere but at zero.
    """
    free = np.linspace(-3, 3, 121)
    l1 = np.sign(free) * np.maximum(np.abs(free) - 1, 0)
    l2 = free / 2
    sketch.require((l1 == 0).sum() > 30 and (np.abs(l2) < 1e-9).sum() == 1, "The zeros are not where they belong.")
    sketch.plot(x="weight without a penalty", y="weight with it")
    sketch.curve("none", free, free)
    sketch.curve("L1", free, l1)
    sketch.curve("L2", free, l2)


@picture
def double_descent(sketch: Sketch) -> None:
    """Least squares of smallest norm on random ReLU features, 40 noisy training examples, median of 9 draws. The
    test error peaks where the features are as many as the examples, and falls again beyond.
    """
    dice = np.random.default_rng(0)
    sizes = [2, 5, 10, 15, 20, 25, 30, 35, 38, 40, 42, 45, 50, 60, 80, 120, 200]
    train_rows, test_rows, inputs = 40, 100, 8
    errors = []
    for features in sizes:
        seen = []
        for _ in range(9):
            true = dice.standard_normal(inputs) / np.sqrt(inputs)
            x = dice.standard_normal((train_rows + test_rows, inputs))
            y = x @ true + 0.3 * dice.standard_normal(len(x))
            hidden = np.maximum(x @ dice.standard_normal((inputs, features)) / np.sqrt(inputs), 0)
            weights = np.linalg.lstsq(hidden[:train_rows], y[:train_rows], rcond=1e-10)[0]
            seen.append(float(((hidden[train_rows:] @ weights - x[train_rows:] @ true) ** 2).mean()))
        errors.append(float(np.median(seen)))
    peak = sizes[int(np.argmax(errors))]
    sketch.require(38 <= peak <= 42, f"The peak is at {peak}.")
    sketch.require(errors[-1] < max(errors) / 20, "It does not fall again.")
    sketch.plot(x="features", y="test error", log_x=True, log_y=True)
    sketch.curve("smallest norm", sizes, errors)
