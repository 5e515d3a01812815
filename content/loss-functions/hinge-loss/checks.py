"""Checks of the hinge loss against its double sum, term by term, in Python floats."""

import math
from typing import Any

import numpy as np

from deepdrill.judge.checks import Trial, check

Array = np.ndarray[Any, Any]
SIZES = [(1, 2), (1, 4), (3, 3), (5, 2), (4, 6), (7, 3)]


def oracle(scores: Array, targets: Array, margin: float) -> tuple[float, Array]:
    """Go through all pairs of a sample and a wrong class."""
    n, c = scores.shape
    losses, grad = [], np.zeros((n, c))
    for i in range(n):
        right = int(targets[i])
        for j in range(c):
            missing = float(scores[i, j]) - float(scores[i, right]) + margin
            if j != right and missing > 0:
                losses.append(missing)
                grad[i, j] += 1 / n
                grad[i, right] -= 1 / n
    return math.fsum(losses) / n, grad


def draw(trial: Trial, n: int, c: int, scale: float = 1.5) -> tuple[Array, Array]:
    """Draw scores and targets."""
    return trial.array(n, c, scale=scale), trial.integers(n, low=0, high=c).numpy()


def run(trial: Trial, scores: Array, targets: Array, *margin: float) -> tuple[Any, Any]:
    """Call it and take the pair apart."""
    seen = trial.call("hinge_loss", scores, targets, *margin)
    trial.require(
        isinstance(seen, tuple | list) and len(seen) == 2,
        "hinge_loss must return two things: loss and grad.",
        seen=seen,
    )
    return seen[0], seen[1]


def compare(trial: Trial, scores: Array, targets: Array, *margin: float) -> None:
    """Compare loss and gradient."""
    loss, grad = run(trial, scores, targets, *margin)
    wanted = oracle(scores, targets, *(margin or (1.0,)))
    # float64 throughout: the largest score bounds what rounding can do to a term.
    trial.same(loss, wanted[0], what="the loss", relative=1e-12, scale=float(np.abs(scores).max()) + 10)
    trial.same(grad, wanted[1], what="the gradient", scale=1.0)


@check
def the_loss_is_right(trial: Trial) -> None:
    """The sum over the wrong classes, and the mean over the samples, for any number of both."""
    for n, c in SIZES:
        scores, targets = draw(trial, n, c)
        loss, _ = run(trial, scores, targets)
        trial.same(loss, oracle(scores, targets, 1.0)[0], what="the loss", relative=1e-12, scale=10.0)


@check
def wrong_classes_are_pushed_down(trial: Trial) -> None:
    """In the columns of wrong classes, the gradient is 1/N where the margin is violated and 0 elsewhere."""
    for n, c in SIZES:
        scores, targets = draw(trial, n, c)
        _, grad = run(trial, scores, targets)
        wanted = oracle(scores, targets, 1.0)[1]
        trial.require(
            isinstance(grad, np.ndarray) and grad.shape == (n, c), "grad must be an array of shape (N, C).", seen=grad
        )
        wrong = np.ones((n, c), dtype=bool)
        wrong[np.arange(n), targets] = False
        trial.same(grad[wrong], wanted[wrong], what="the gradient of the wrong classes", scale=1.0)


@check
def the_right_class_collects_every_violation(trial: Trial) -> None:
    """The gradient of the right class is minus the number of violations of its row, over N."""
    for n, c in SIZES:
        compare(trial, *draw(trial, n, c))


@check
def satisfied_margins_cost_nothing(trial: Trial) -> None:
    """Where the right class leads by more than the margin, loss and gradient are zero; where it trails, all count."""
    for lead in (30.0, -30.0):
        scores, targets = draw(trial, 4, 5)
        scores[np.arange(4), targets] += lead
        with trial.case(f"the right class {'ahead' if lead > 0 else 'behind'} by about 30"):
            compare(trial, scores, targets)


@check
def the_margin_is_the_one_passed(trial: Trial) -> None:
    """Margins other than 1 are used as they are."""
    for margin in (0.25, 2.5):
        with trial.case(f"margin {margin}"):
            compare(trial, *draw(trial, 5, 4), margin)


@check
def a_kink_has_slope_zero(trial: Trial) -> None:
    """A score that is exactly the margin behind the right one adds nothing to the gradient."""
    # Whole numbers: the differences are exact, and many of them hit the kink.
    scores = trial.integers(6, 4, low=0, high=3).numpy().astype(np.float64)
    targets = trial.integers(6, low=0, high=4).numpy()
    scores[0], targets[0] = [2.0, 1.0, 0.0, 1.0], 0
    compare(trial, scores, targets)
    with trial.case("every difference on the kink"):
        compare(trial, np.array([[3.0, 1.0, 1.0]]), np.array([0]), 2.0)


@check
def large_scores_are_fine(trial: Trial) -> None:
    """Scores of 10⁸ give the loss and the gradient; nothing is exponentiated."""
    compare(trial, *draw(trial, 3, 4, scale=1e8))


@check
def takes_any_memory_layout(trial: Trial) -> None:
    """Transposed scores are fine, and the arguments stay as they are."""
    scores, targets = trial.array(4, 6).T[::2], trial.integers(3, low=0, high=4).numpy()
    compare(trial, scores, targets)
    after = trial.after("hinge_loss", scores, targets)
    trial.same(after, (scores, targets), what="the arguments after the call", relative=0.0)
