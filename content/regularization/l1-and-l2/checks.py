"""Checks of the penalties: ridge by elimination in exact fractions, lasso step by step in Python floats."""

import math
from fractions import Fraction
from typing import Any

import numpy as np

from deepdrill.judge.checks import Trial, check

Array = np.ndarray[Any, Any]


def ridge_of(x: Array, y: Array, lam: float) -> tuple[Array, float]:
    """Solve the equations of (w, b), the penalty on w only."""
    rows = [[*map(Fraction, row), Fraction(1)] for row in x.tolist()]
    targets, n, size = [Fraction(value) for value in y.tolist()], len(rows), x.shape[1] + 1
    table = [
        [sum(row[i] * row[j] for row in rows) / n + (Fraction(lam) if i == j < size - 1 else 0) for j in range(size)]
        + [sum(row[i] * target for row, target in zip(rows, targets, strict=True)) / n]
        for i in range(size)
    ]
    for i in reversed(range(size)):  # the intercept's row first: its diagonal is 1
        for j in range(size):
            if j != i:
                factor = table[j][i] / table[i][i]
                table[j] = [one - factor * other for one, other in zip(table[j], table[i], strict=True)]
    theta = [float(table[i][-1] / table[i][i]) for i in range(size)]
    return np.array(theta[:-1]), theta[-1]


def lasso_of(x: Array, y: Array, lam: float, lr: float, steps: int) -> tuple[Array, float]:
    """Take the steps weight by weight."""
    rows, targets, n = x.tolist(), y.tolist(), len(y)
    w, b = [0.0] * x.shape[1], 0.0
    for _ in range(steps):
        errors = [math.fsum(map(float.__mul__, row, w)) + b - t for row, t in zip(rows, targets, strict=True)]
        slopes = [math.fsum(e * row[j] for e, row in zip(errors, rows, strict=True)) / n for j in range(len(w))]
        moved = [v - lr * slope for v, slope in zip(w, slopes, strict=True)]
        w = [v - lr * lam if v > lr * lam else v + lr * lam if v < -lr * lam else 0.0 for v in moved]
        b -= lr * math.fsum(errors) / n
    return np.array(w), b


def draw(trial: Trial, n: int, d: int) -> tuple[Array, Array]:
    """Draw features that are not centred and targets that depend on the first of them."""
    x = trial.array(n, d, shift=0.5)
    return x, 2.0 * x[:, 0] + trial.array(n, scale=0.5, shift=3.0)


def compare(trial: Trial, name: str, args: tuple[Any, ...], wanted: tuple[Array, float]) -> Any:
    """Compare weights and intercept."""
    seen = trial.call(name, *args)
    trial.require(
        isinstance(seen, tuple | list) and len(seen) == 2 and type(seen[1]) is float,
        f"{name} must return the weights and the intercept, a Python float.",
        seen=seen,
    )
    trial.same(seen[0], wanted[0], what="w", relative=1e-9, scale=3.0)
    trial.same(seen[1], wanted[1], what="b", relative=1e-9, scale=3.0)
    return seen[0]


@check
def ridge_is_the_minimum(trial: Trial) -> None:
    """Ridge gives the w and b at which the penalised loss is smallest, for any strength and size."""
    for (n, d), lam in zip(((5, 1), (6, 2), (8, 3), (4, 2)), (0.5, 0.1, 3.0, 20.0), strict=True):
        x, y = draw(trial, n, d)
        with trial.case(f"n={n}, d={d}, lam={lam}"):
            compare(trial, "ridge", (x, y, lam), ridge_of(x, y, lam))


@check
def the_intercept_is_free(trial: Trial) -> None:
    """However strong the penalty, w goes to zero and b to the mean of y."""
    x, y = draw(trial, 6, 2)
    for lam in (10.0, 1e6):
        with trial.case(f"lam={lam:g}"):
            compare(trial, "ridge", (x, y, lam), ridge_of(x, y, lam))


@check
def more_features_than_examples(trial: Trial) -> None:
    """With d above n, or with equal columns, ridge has its one minimum all the same."""
    x, y = draw(trial, 2, 4)
    compare(trial, "ridge", (x, y, 0.3), ridge_of(x, y, 0.3))
    x, y = draw(trial, 5, 2)
    x[:, 1] = x[:, 0]
    with trial.case("two equal columns"):
        compare(trial, "ridge", (x, y, 0.3), ridge_of(x, y, 0.3))


@check
def soft_threshold_moves_towards_zero(trial: Trial) -> None:
    """soft_threshold moves each entry towards zero by t, and gives exactly 0 where it would cross."""
    for shape, t in (((5,), 0.5), ((2, 3), 1.0), ((4,), 0.0)):
        v = trial.array(*shape, scale=1.5)
        v.flat[0], v.flat[1] = t, -t
        wanted = [value - t if value > t else value + t if value < -t else 0.0 for value in v.ravel().tolist()]
        with trial.case(f"t={t}"):
            trial.same(trial.call("soft_threshold", v, t), np.array(wanted).reshape(shape), relative=1e-14, scale=1.0)


@check
def one_proximal_step(trial: Trial) -> None:
    """One step from zeros follows the gradients of the squared part and then the threshold."""
    for (n, d), lam, lr in zip(((1, 1), (4, 2), (3, 5)), (0.1, 0.4, 0.2), (0.5, 0.3, 0.2), strict=True):
        x, y = draw(trial, n, d)
        with trial.case(f"n={n}, d={d}, lam={lam}"):
            compare(trial, "lasso", (x, y, lam, lr, 1), lasso_of(x, y, lam, lr, 1))


@check
def many_proximal_steps(trial: Trial) -> None:
    """Several steps, each from where the last one ended."""
    for (n, d), lam, steps in zip(((5, 2), (6, 3), (3, 4)), (0.05, 0.3, 0.1), (2, 7, 20), strict=True):
        x, y = draw(trial, n, d)
        with trial.case(f"n={n}, d={d}, lam={lam}, {steps} steps"):
            compare(trial, "lasso", (x, y, lam, 0.1, steps), lasso_of(x, y, lam, 0.1, steps))


@check
def weights_become_exactly_zero(trial: Trial) -> None:
    """With a strong penalty weights are exactly 0.0, with the strongest all of them, and b is the mean of y."""
    x, y = draw(trial, 12, 4)
    x[:, 3] *= 1e-3
    for lam in (0.5, 100.0):
        wanted = lasso_of(x, y, lam, 0.1, 60)
        with trial.case(f"lam={lam}"):
            w = compare(trial, "lasso", (x, y, lam, 0.1, 60), wanted)
            zeros, found = int((wanted[0] == 0).sum()), int((w == 0).sum())
            trial.require(found == zeros, f"{found} weights are exactly zero where {zeros} are expected.", seen=w)


@check
def leaves_its_arguments(trial: Trial) -> None:
    """Transposed arrays are fine, and the arguments stay as they are."""
    x, y = trial.array(2, 6).T, trial.array(6, shift=1.0)
    compare(trial, "ridge", (x, y, 0.2), ridge_of(x, y, 0.2))
    compare(trial, "lasso", (x, y, 0.2, 0.1, 5), lasso_of(x, y, 0.2, 0.1, 5))
    for name, rest in (("ridge", (0.2,)), ("lasso", (0.2, 0.1, 3))):
        after = trial.after(name, x, y, *rest)[:2]
        trial.same(after, (x, y), what=f"(x, y) after {name}", relative=0.0)
    v = trial.array(5)
    trial.same(trial.after("soft_threshold", v, 0.5)[0], v, what="v after soft_threshold", relative=0.0)
