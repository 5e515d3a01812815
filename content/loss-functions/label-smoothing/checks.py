"""Checks of label smoothing against differences of logits, row by row in Python floats."""

import math
from typing import Any

import numpy as np

from deepdrill.judge.checks import Trial, check

Array = np.ndarray[Any, Any]


def minus_log(row: list[float], j: int) -> float:
    """Give -log p_j as log Σ exp(z_k - z_j), with the largest difference taken out."""
    differences = [z - row[j] for z in row]
    largest = max(differences)
    return largest + math.log(math.fsum(math.exp(d - largest) for d in differences))


def oracle(logits: Array, targets: Array, eps: float = 0.1) -> tuple[float, Array]:
    """Mix the plain loss with the mean of -log p over all classes; the same for the gradients."""
    n, classes = logits.shape
    losses, slopes = [], []
    for row, right in zip(logits.tolist(), targets.tolist(), strict=True):
        costs = [minus_log(row, j) for j in range(classes)]
        losses.append((1 - eps) * costs[right] + eps * math.fsum(costs) / classes)
        p = [math.exp(-cost) for cost in costs]
        slopes.append([(1 - eps) * (p[j] - (j == right)) + eps * (p[j] - 1 / classes) for j in range(classes)])
    return math.fsum(losses) / n, np.array(slopes) / n


def draw(trial: Trial, n: int, classes: int, scale: float = 2.0) -> tuple[Array, Array]:
    """Draw logits and targets."""
    return trial.array(n, classes, scale=scale), trial.integers(n, low=0, high=classes).numpy()


def run(trial: Trial, logits: Array, targets: Array, *rest: float) -> tuple[Any, Any]:
    """Call, and give loss and gradient."""
    found = trial.call("smoothed_cross_entropy", logits, targets, *rest)
    trial.require(
        isinstance(found, tuple | list) and len(found) == 2,
        "smoothed_cross_entropy must return two things: the loss and the gradient.",
        seen=found,
    )
    return found[0], found[1]


def same_loss(trial: Trial, loss: Any, logits: Array, targets: Array, *rest: float) -> None:
    """Compare losses: float64 sums of numbers as large as the largest logit."""
    scale = max(1.0, float(np.abs(logits).max()))
    trial.same(loss, oracle(logits, targets, *rest)[0], what="the loss", scale=scale, relative=1e-12)


def same_slope(trial: Trial, slope: Any, logits: Array, targets: Array, *rest: float) -> None:
    """Compare gradients; a probability carries the rounding of its logit, ε·|z|."""
    wide = max(1.0, float(np.abs(logits).max()))
    wanted = oracle(logits, targets, *rest)[1]
    trial.same(slope, wanted, what="the gradient", scale=1.0 / len(logits), relative=1e-13 * wide + 1e-12)


@check
def the_loss_is_smoothed(trial: Trial) -> None:
    """The loss is the mean over the rows of the cross-entropy with the mixed targets."""
    for (n, classes), rest in (((1, 2), ()), ((3, 4), (0.1,)), ((5, 3), (0.3,)), ((4, 7), (0.05,))):
        logits, targets = draw(trial, n, classes)
        same_loss(trial, run(trial, logits, targets, *rest)[0], logits, targets, *rest)


@check
def the_gradient_is_right(trial: Trial) -> None:
    """The gradient is (p − q)/n, with the smoothed targets q."""
    for (n, classes), rest in (((1, 2), ()), ((3, 4), (0.1,)), ((5, 3), (0.3,)), ((4, 7), (0.05,))):
        logits, targets = draw(trial, n, classes)
        same_slope(trial, run(trial, logits, targets, *rest)[1], logits, targets, *rest)


@check
def no_smoothing_is_plain_cross_entropy(trial: Trial) -> None:
    """With ε = 0 loss and gradient are those of plain cross-entropy."""
    for n, classes in ((2, 3), (6, 4)):
        logits, targets = draw(trial, n, classes)
        loss, slope = run(trial, logits, targets, 0.0)
        same_loss(trial, loss, logits, targets, 0.0)
        same_slope(trial, slope, logits, targets, 0.0)


@check
def full_smoothing_ignores_the_targets(trial: Trial) -> None:
    """With ε = 1 every class has the target 1/C; with a single class the loss is 0."""
    for n, classes in ((3, 4), (2, 1)):
        logits, targets = draw(trial, n, classes)
        for eps in (1.0, 0.1):
            loss, slope = run(trial, logits, targets, eps)
            same_loss(trial, loss, logits, targets, eps)
            same_slope(trial, slope, logits, targets, eps)


@check
def huge_logits_do_no_harm(trial: Trial) -> None:
    """Logits up to ±10⁴ give a finite, right loss and gradient, though some probabilities underflow."""
    for scale, shift in ((1.0, 1e4), (1.0, -1e4), (3e3, 0.0)):
        logits, targets = draw(trial, 4, 3, scale)
        logits = np.clip(logits + shift, -1e4, 1e4)
        with trial.case(f"logits {shift:g} ± {scale:g}"):
            loss, slope = run(trial, logits, targets, 0.2)
            same_loss(trial, loss, logits, targets, 0.2)
            same_slope(trial, slope, logits, targets, 0.2)


@check
def leaves_its_arguments(trial: Trial) -> None:
    """Logits and targets stay as they are, and a transposed array will do."""
    logits, targets = trial.array(4, 3).T, trial.integers(3, low=0, high=4).numpy()
    loss, slope = run(trial, logits, targets, 0.15)
    same_loss(trial, loss, logits, targets, 0.15)
    same_slope(trial, slope, logits, targets, 0.15)
    for given in ((logits, targets), (logits.copy(), targets)):
        after = trial.after("smoothed_cross_entropy", *given)
        for name, now, before in zip(("logits", "targets"), after, given, strict=True):
            trial.same(now, before, what=f"{name} after the call", relative=0.0)
