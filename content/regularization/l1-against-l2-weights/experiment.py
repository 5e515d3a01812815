"""A linear model with 40 columns, under penalties from strong to weak: which weights are left, and what it is worth."""

import numpy as np
from numpy.typing import NDArray

from deepdrill.lab.experiment import Lab, Runs, settles

COLUMNS = 40
MATTER = 5
"""Columns with a weight, where few matter."""
NOISE = 1.5
STEPS = 1500
STRENGTHS = np.geomspace(3.0, 0.003, 24)
"""From one that silences nearly everything to one that does almost nothing."""
TEST_ROWS = 2000
TWIN = MATTER
"""The column that may resemble column 0, and has no weight of its own."""

Array = NDArray[np.float64]


def true_weights(rng: np.random.Generator, truth: str) -> Array:
    """Draw the weights (40,), of length 3 in both worlds."""
    weights = rng.choice([-1.0, 1.0], COLUMNS)
    if truth == "five columns matter":
        weights[MATTER:] = 0
    else:
        weights *= rng.uniform(0.5, 1.5, COLUMNS)
    return weights * 3 / np.linalg.norm(weights)


def rows(rng: np.random.Generator, count: int, weights: Array, twins: float) -> tuple[Array, Array]:
    """Draw a table (count, 40), each column with variance 1, and the targets (count,)."""
    table = rng.standard_normal((count, COLUMNS))
    table[:, TWIN] = twins * table[:, 0] + (1 - twins**2) ** 0.5 * table[:, TWIN]
    return table, table @ weights + NOISE * rng.standard_normal(count)


def shrunk(weights: Array, step: float, penalty: str, strength: float) -> Array:
    """Apply the penalty's part of a step to the weights.

    L1 exactly: towards 0 by a constant and no further. L2 exactly: by a factor. And L1 by its slope, as autograd would.
    """
    if penalty == "L1":
        return np.sign(weights) * np.maximum(np.abs(weights) - step * strength, 0)
    if penalty == "L2":
        return weights / (1 + step * strength)
    return weights - step * strength * np.sign(weights)


def fit(table: Array, targets: Array, penalty: str, strength: float, start: Array) -> Array:
    """Minimise half the mean square plus the penalty, by gradient descent; L2 is half the sum of squares."""
    count = len(targets)
    square, cross = table.T @ table / count, table.T @ targets / count
    step = 0.9 / np.linalg.eigvalsh(square)[-1]  # below one over the largest curvature: never diverges
    weights = start
    for _ in range(STEPS):
        weights = shrunk(weights - step * (square @ weights - cross), step, penalty, strength)
    return weights


def error(table: Array, targets: Array, weights: Array) -> float:
    """Give the mean square of what is left."""
    return float(np.mean((targets - table @ weights) ** 2))


def run(lab: Lab, *, penalty: str, truth: str, twins: float, count: int) -> None:
    """Fit at each strength, the strongest first, and begin where the last one ended."""
    true = true_weights(lab.rng, truth)
    table, targets = rows(lab.rng, count, true, twins)
    test = rows(lab.rng, TEST_ROWS, true, twins)
    fits = [np.zeros(COLUMNS)]
    for strength in STRENGTHS:
        fits.append(fit(table, targets, penalty, strength, fits[-1]))
        for column in (0, 1, 2, TWIN, COLUMNS - 1):
            name = f"column {column}" + (" (like 0)" if column == TWIN and twins else "")
            lab.point(name, strength, fits[-1][column], chart="weights")
        lab.point("training rows", strength, error(table, targets, fits[-1]), chart="error")
        lab.point("test rows", strength, error(*test, fits[-1]), chart="error")
        lab.point("weights that are exactly 0", strength, np.sum(fits[-1] == 0), chart="zeros")
        if lab.stopped:
            return
    errors = [error(*test, one) for one in fits[1:]]
    best = int(np.argmin(errors))
    chosen = fits[best + 1]
    lab.value("lowest test error", errors[best])
    lab.value("its strength", STRENGTHS[best])
    lab.value("its weights that are 0", np.sum(chosen == 0))
    if truth == "five columns matter":
        lab.value("columns kept that do not matter", np.sum(chosen[MATTER:] != 0))
    lab.value("weight of column 0", chosen[0])
    lab.value("weight of its twin", chosen[TWIN])
    lab.note(f"The noise alone has the error {NOISE**2:g}: nobody comes below it on the test rows.")


@settles("by-its-slope")
def l1_by_its_slope(runs: Runs) -> int:
    """Count the zeros at a strong penalty, by either way to minimise."""
    at = 6
    exact, sloped = (
        int(runs(penalty=penalty).ys("weights that are exactly 0")[at]) for penalty in ("L1", "L1 by its slope")
    )
    runs.note(
        f"At a strength of {STRENGTHS[at]:.2f}, {exact} weights are exactly 0 by the exact step, {sloped} by the slope."
    )
    return 0 if sloped > 0.8 * exact else 1 if sloped else 2


@settles("all-matter")
def when_all_matter(runs: Runs) -> int:
    """Compare the lowest test errors where each column matters a little."""
    l1, l2 = (
        runs(penalty=penalty, truth="all matter a little").values["lowest test error"] for penalty in ("L1", "L2")
    )
    runs.note(f"At the best strength of each the test error is {l1:.2f} with L1 and {l2:.2f} with L2.")
    return 1 if l2 < l1 else 0


@settles("best-is-not-sparsest")
def columns_kept(runs: Runs) -> int:
    """Count the useless columns that the strength with the lowest test error keeps."""
    kept = int(runs().values["columns kept that do not matter"])
    runs.note(f"At the lowest test error {kept} of the 35 columns that do not matter have a weight.")
    return 0 if kept <= 1 else 1 if kept >= 4 else 2


@settles("twins")
def two_columns_alike(runs: Runs) -> int:
    """Compare the weights of a column and of one that resembles it but does not matter."""
    shares = []
    for penalty in ("L1", "L2"):
        values = runs(penalty=penalty, twins=0.95).values
        own, twin = abs(values["weight of column 0"]), abs(values["weight of its twin"])
        shares.append(twin / (own + twin))
    runs.note(f"The twin gets {shares[0]:.0%} of the two weights with L1 and {shares[1]:.0%} with L2.")
    return 2 if shares[1] > shares[0] + 0.05 else 0 if shares[0] > shares[1] + 0.05 else 1
