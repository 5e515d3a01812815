"""Votes part by part, interval widths against our own bootstrap with weights, and exact binomial sums."""

import math

import numpy as np

from deepdrill.judge.checks import Trial, check

DRAWS, KINDS = 300, 6
NARROW, WIDE = 0.75, 1.35  # of our own width; with 300 draws a width varies by about a tenth

Drawn = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]


def clustered(trial: Trial) -> Drawn:
    """Draw parts whose photographs are right or wrong together; labels, two predictions, and the parts."""
    draw = np.random.default_rng(trial.dice.getrandbits(32))
    parts = 240
    kind = draw.choice(KINDS, parts, p=(0.28, 0.24, 0.18, 0.14, 0.10, 0.06))
    kind[:KINDS] = np.arange(KINDS)
    hard = draw.random(parts) < 0.3  # for both
    fails = [hard ^ (draw.random(parts) < 0.04) for _ in range(2)]
    objects = np.repeat(draw.permutation(parts) + 500, 4)
    labels = np.repeat(kind, 4)
    both = []
    for wrong in fails:
        mistaken = np.repeat(wrong, 4) ^ (draw.random(len(labels)) < 0.02)
        both.append(np.where(mistaken, (labels + 1) % KINDS, labels).astype(np.int64))
    order = draw.permutation(len(labels))
    return labels[order].astype(np.int64), both[0][order], both[1][order], objects[order]


def weighted(labels: np.ndarray, predicted: np.ndarray, weight: np.ndarray) -> float:
    """Macro recall where a photograph counts as often as its weight."""
    every = np.bincount(labels, weight, KINDS)
    right = np.bincount(labels, weight * (labels == predicted), KINDS)
    return float(np.mean(right[every > 0] / every[every > 0]))


def own_widths(labels: np.ndarray, first: np.ndarray, second: np.ndarray, objects: np.ndarray) -> tuple[float, float]:
    """Give the widths of the two intervals from many draws; weights in place of repeated photographs."""
    draw = np.random.default_rng(0)
    names, index = np.unique(objects, return_inverse=True)
    values = []
    for _ in range(800):
        weight = np.bincount(draw.integers(len(names), size=len(names)), minlength=len(names))[index]
        values.append([weighted(labels, one, weight) for one in (first, second)])
    both = np.array(values)
    low, high = np.percentile(both[:, 0], [2.5, 97.5])
    less, more = np.percentile(both[:, 0] - both[:, 1], [2.5, 97.5])
    return float(high - low), float(more - less)


def bounds(trial: Trial, seen: object) -> tuple[float, float]:
    """Demand two finite numbers in order."""
    fine = isinstance(seen, tuple | list) and len(seen) == 2
    fine = fine and all(isinstance(one, float | np.floating | np.ndarray) and np.ndim(one) == 0 for one in seen)
    trial.require(bool(fine), "Give (low, high), two floats.", seen=seen)
    low, high = (float(one) for one in seen)
    trial.require(
        bool(np.isfinite(low) and np.isfinite(high) and low <= high), "Give two finite numbers, low first.", seen=seen
    )
    return low, high


def judged(trial: Trial, seen: object, width: float, what: str) -> tuple[float, float]:
    """Compare a width with our own."""
    low, high = bounds(trial, seen)
    ratio = (high - low) / width
    trial.note("narrow" if ratio < NARROW else "wide" if ratio > WIDE else "right")
    trial.require(
        NARROW <= ratio <= WIDE,
        f"{what} is {high - low:.3f} wide; drawing whole parts, both networks at once, gives {width:.3f}.",
    )
    return low, high


@check
def decides_once_for_each_part(trial: Trial) -> None:
    """A part's kind is the one with the highest mean probability over its photographs."""
    for parts, rows in ((1, 3), (9, 30), (60, 200)):
        draw = np.random.default_rng(trial.dice.getrandbits(32))
        objects = draw.integers(0, parts, rows) * 7 + 100
        objects[:parts] = np.arange(parts) * 7 + 100
        probabilities = draw.dirichlet(np.full(KINDS, 0.25), rows)
        order = draw.permutation(rows)
        objects = objects[order]
        names = sorted(set(objects.tolist()))
        kinds = []
        for name in names:
            mine = [row for row in range(rows) if objects[row] == name]
            means = [sum(float(probabilities[row, kind]) for row in mine) / len(mine) for kind in range(KINDS)]
            kinds.append(max(range(KINDS), key=lambda kind: means[kind]))
        expected = (np.array(names, dtype=np.int64), np.array(kinds, dtype=np.int64))
        trial.same(trial.call("votes", probabilities, objects), expected, what="the pair of parts and kinds")


@check
def draws_whole_parts(trial: Trial) -> None:
    """The interval is as wide as whole parts make it."""
    labels, first, second, objects = clustered(trial)
    width, _ = own_widths(labels, first, second, objects)
    seen = trial.call("interval", labels, first, objects, DRAWS, trial.size(0, 999), random=True)
    low, high = judged(trial, seen, width, "The interval")
    value = weighted(labels, first, np.ones(len(labels)))
    trial.require(low <= value <= high, f"The interval does not hold the macro recall itself, {value:.3f}.", seen=seen)


@check
def compares_on_the_same_draws(trial: Trial) -> None:
    """The difference of two networks is taken on the same draws."""
    labels, first, second, objects = clustered(trial)
    _, width = own_widths(labels, first, second, objects)
    seed = trial.size(0, 999)
    seen = trial.call("difference", labels, first, second, objects, DRAWS, seed, random=True)
    judged(trial, seen, width, "The interval of the difference")
    nothing = trial.call("difference", labels, first, first, objects, 50, seed, random=True)
    low, high = bounds(trial, nothing)
    trial.require(
        abs(low) < 1e-9 and abs(high) < 1e-9, "A network does not differ from itself: draw once for both.", seen=nothing
    )


@check
def counts_where_just_one_is_right(trial: Trial) -> None:
    """The exact two-sided p-value over the parts on which exactly one of the two is right."""
    for both, first_only, second_only, neither in (
        (3, 0, 0, 2),
        (50, 9, 2, 4),
        (9, 3, 3, 1),
        (90, 8, 14, 30),
        (0, 0, 7, 0),
    ):
        right = [(True, True)] * both + [(True, False)] * first_only
        right += [(False, True)] * second_only + [(False, False)] * neither
        trial.dice.shuffle(right)
        labels = np.array([trial.dice.randrange(KINDS) for _ in right], dtype=np.int64)
        first, second = (
            np.array(
                [(kind + (0 if pair[side] else 1 + side)) % KINDS for kind, pair in zip(labels, right, strict=True)]
            )
            for side in (0, 1)
        )
        n, k = first_only + second_only, min(first_only, second_only)
        logs = [
            math.lgamma(n + 1) - math.lgamma(i + 1) - math.lgamma(n - i + 1) - n * math.log(2) for i in range(k + 1)
        ]
        expected = min(1.0, 2 * sum(math.exp(one) for one in logs))
        seen = trial.call("mcnemar", labels, first.astype(np.int64), second.astype(np.int64))
        trial.same(seen, float(expected), what="the p-value", relative=1e-7)
