"""Checks of the perceptron against its dual form: weights as counts of corrections, scores by inner products."""

import math
from typing import Any

import numpy as np

from deepdrill.judge.checks import Trial, check

Array = np.ndarray[Any, Any]


def oracle(x: Array, y: Array, max_epochs: int) -> tuple[Array, float, int]:
    """Count how often each sample was corrected; the score of a sample is a sum over the corrections."""
    rows, labels = x.tolist(), [int(label) for label in y]
    counts = [0] * len(rows)
    epoch, clean = 0, False
    while epoch < max_epochs and not clean:
        epoch, clean = epoch + 1, True
        for i, row in enumerate(rows):
            score = math.fsum(
                count * label * (math.fsum(p * q for p, q in zip(other, row, strict=True)) + 1)
                for count, label, other in zip(counts, labels, rows, strict=True)
            )
            if labels[i] * score <= 0:
                counts[i] += 1
                clean = False
    pulls = [count * label for count, label in zip(counts, labels, strict=True)]
    w = [math.fsum(pull * row[k] for pull, row in zip(pulls, rows, strict=True)) for k in range(x.shape[1])]
    return np.array(w), float(sum(pulls)), epoch


def separable(trial: Trial, n: int, d: int) -> tuple[Array, Array]:
    """Draw whole-number samples on both sides of a plane, so that all sums are exact."""
    plane, shift = trial.integers(d, low=1, high=4).numpy() * np.array([1, -1] * d)[:d], trial.size(-2, 2)
    x = trial.integers(n, d, low=-5, high=6).numpy()
    score = 2 * (x @ plane) + 2 * shift + 1  # odd, so never on the plane
    return x.astype(np.float64), np.where(score > 0, 1, -1).astype(np.int64)


def compare(trial: Trial, x: Array, y: Array, *limit: int) -> None:
    """Compare w, b and the number of epochs."""
    w, b, epochs = oracle(x, y, *(limit or (100,)))
    seen = trial.call("train", x, y, *limit)
    trial.require(
        isinstance(seen, tuple | list) and len(seen) == 3, "train must return three things: w, b and epochs.", seen=seen
    )
    trial.same(seen[0], w, what="w", scale=10.0)
    trial.same(seen[1], b, what="b", scale=1.0)
    trial.same(seen[2], epochs, what="epochs")


@check
def one_mistake_moves_towards_the_sample(trial: Trial) -> None:
    """From w = 0 the first sample is a mistake: w becomes y·x and b becomes y; the second epoch is clean."""
    for label in (1, -1):
        x = trial.integers(1, 3, low=1, high=6).numpy().astype(np.float64)
        compare(trial, x, np.array([label]))
        with trial.case("with a single epoch"):
            compare(trial, x, np.array([label]), 1)


@check
def follows_the_rule_sample_by_sample(trial: Trial) -> None:
    """After one, two or three epochs, w and b are those of corrections made at once and in order."""
    for n, d in ((2, 1), (4, 3), (7, 2), (9, 4)):
        for limit in (1, 2, 3):
            x = trial.array(n, d, shift=0.5)
            y = np.where(trial.mask(n).numpy(), 1, -1)
            with trial.case(f"n = {n}, d = {d}, max_epochs = {limit}"):
                compare(trial, x, y, limit)


@check
def separable_samples_are_learned(trial: Trial) -> None:
    """On separable samples training ends by itself after a clean epoch, which is counted."""
    for n, d in ((3, 1), (6, 2), (8, 3)):
        x, y = separable(trial, n, d)
        compare(trial, x, y, 400)


@check
def the_limit_ends_what_cannot_be_learned(trial: Trial) -> None:
    """Samples that no plane separates, such as XOR, use up max_epochs; by default that is 100."""
    x = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    y = np.array([-1, 1, 1, -1])
    compare(trial, x, y, trial.size(4, 9))
    with trial.case("max_epochs left out"):
        compare(trial, x, y)


@check
def points_on_the_plane_are_mistakes(trial: Trial) -> None:
    """A score of exactly 0 is corrected for either label, also later than at the start."""
    for y in (np.array([1, -1, 1]), np.array([-1, 1, -1])):
        x = np.array([[1.0, 2.0], [0.0, 0.0], [-1.0, -1.0]]) * trial.size(1, 3)
        compare(trial, x, y, 7)


@check
def predicts_a_side(trial: Trial) -> None:
    """Predict gives +1 or -1 as int64, and +1 on the plane itself."""
    for n, d in ((1, 1), (5, 3), (6, 2)):
        x = trial.integers(n, d, low=-3, high=4).numpy().astype(np.float64)
        w = trial.integers(d, low=-2, high=3).numpy().astype(np.float64)
        b = float(trial.size(-2, 2))
        x[0] = 0.0
        for bias in (b, 0.0):
            scores = [math.fsum(p * q for p, q in zip(row, w.tolist(), strict=True)) + bias for row in x.tolist()]
            wanted = np.array([1 if score >= 0 else -1 for score in scores], dtype=np.int64)
            trial.same(trial.call("predict", x, w, bias), wanted, what="the prediction")


@check
def leaves_its_arguments(trial: Trial) -> None:
    """Non-contiguous samples are fine, and x, y, w and b stay as they are."""
    x, y = trial.array(3, 10).T[::2], np.array([1, -1, -1, 1, 1])
    compare(trial, x, y, 3)
    after = trial.after("train", x, y, 3)
    trial.same(after[:2], (x, y), what="the arguments of train after the call", relative=0.0)
    w = trial.array(3)
    after = trial.after("predict", x, w, 0.5)
    trial.same(after[:2], (x, w), what="the arguments of predict after the call", relative=0.0)
