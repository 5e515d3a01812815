"""Folds by definition, lent functions that are watched, and interval widths against our own bootstrap."""

import numpy as np

from deepdrill.judge.checks import Trial, check

DRAWS = 300
NARROW, WIDE = 0.75, 1.35  # of our own width; with 300 draws a width varies by about a tenth


def clustered(trial: Trial) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Draw customers whose payments are alike: stolen or not, found or not, all of them together."""
    draw = np.random.default_rng(trial.dice.getrandbits(32))
    customer = np.repeat(draw.permutation(300), 8)
    fraud = (draw.random(300) < 0.12)[customer].astype(np.int64)
    common = draw.normal(0, 1.0, 300)[customer]
    first = 1.6 * fraud + common + draw.normal(0, 0.2, len(customer))
    second = first + draw.normal(-0.1, 0.25, 300)[customer]
    order = draw.permutation(len(customer))
    return fraud[order], first[order], second[order], customer[order]


def own_widths(fraud: np.ndarray, first: np.ndarray, second: np.ndarray, customer: np.ndarray) -> tuple[float, float]:
    """Give the widths of the two intervals from many draws; weights in place of repeated rows."""
    draw = np.random.default_rng(0)
    names, index = np.unique(customer, return_inverse=True)
    values = []
    for _ in range(800):
        weight = np.bincount(draw.integers(len(names), size=len(names)), minlength=len(names))[index]
        values.append([weighted(fraud, scores, weight) for scores in (first, second)])
    both = np.array(values)
    low, high = np.percentile(both[:, 0], [2.5, 97.5])
    less, more = np.percentile(both[:, 0] - both[:, 1], [2.5, 97.5])
    return float(high - low), float(more - less)


def weighted(fraud: np.ndarray, scores: np.ndarray, weight: np.ndarray) -> float:
    """Average precision where a row counts as often as its weight; scores are all different."""
    order = np.argsort(-scores)
    hits, seen = np.cumsum((fraud * weight)[order]), np.cumsum(weight[order])
    precision = hits / np.maximum(seen, 1)
    return float(np.sum(np.diff(hits / hits[-1], prepend=0.0) * precision))


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


def judged(trial: Trial, seen: object, width: float, what: str) -> None:
    """Compare a width with our own."""
    low, high = bounds(trial, seen)
    ratio = (high - low) / width
    trial.note("narrow" if ratio < NARROW else "wide" if ratio > WIDE else "right")
    trial.require(
        NARROW <= ratio <= WIDE,
        f"{what} is {high - low:.3f} wide; drawing whole customers, both scores at once, gives {width:.3f}.",
    )


@check
def validates_on_windows_after_training(trial: Trial) -> None:
    """Each fold trains on the days before its window, without the gap."""
    for rows, count, length, gap in ((60, 2, 3, 1), (2000, 4, 7, 21)):
        day = np.array([trial.dice.randrange(112) for _ in range(rows)], dtype=np.int64) + trial.size(0, 9)
        end = int(day.max()) + 1
        expected = []
        for window in range(count, 0, -1):
            begins = end - window * length
            train = [row for row in range(rows) if day[row] < begins - gap]
            validation = [row for row in range(rows) if begins <= day[row] < begins + length]
            expected.append((np.array(train, dtype=np.int64), np.array(validation, dtype=np.int64)))
        trial.same(trial.call("folds", day, count, length, gap), expected, what="the list of folds")


@check
def resamples_only_training_rows(trial: Trial) -> None:
    """What is resampled and fitted are the training rows of the fold; its validation rows stay as they are."""
    draw = np.random.default_rng(trial.dice.getrandbits(32))
    rows, count, length, gap = 400, 3, 10, 5
    day, x = draw.integers(0, 60, rows), draw.normal(size=(rows, 3))
    x[:, 0] = np.arange(rows)  # a name for each row, to follow it
    fraud = (draw.random(rows) < 0.2).astype(np.int64)
    day[0] = 59
    resampled: list[set[int]] = []
    scored: list[set[int]] = []

    def resample(some: np.ndarray, labels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        resampled.append(set(some[:, 0].astype(int).tolist()))
        return np.concatenate([some, some[labels == 1] + [0.0, 0.1, 0.1]]), np.concatenate(
            [labels, labels[labels == 1]]
        )

    def fit(some: np.ndarray, labels: np.ndarray) -> list[float]:
        return [float(value) for value in some[labels == 1].mean(axis=0)[1:]]

    def score(model: list[float], some: np.ndarray) -> np.ndarray:
        scored.append(set(some[:, 0].astype(int).tolist()))
        return some[:, 1:] @ np.array(model) + 1e-6 * some[:, 0]

    seen = trial.call(
        "evaluate", x, fraud, day, count, length, gap, trial.lend(resample), trial.lend(fit), trial.lend(score)
    )
    expected = []
    leaks = 0
    ours = list(zip(resampled, scored, strict=False))
    for index in range(count):
        begins = 60 - (count - index) * length
        validation = np.flatnonzero((day >= begins) & (day < begins + length))
        train = np.flatnonzero(day < begins - gap)
        model = fit(*resample(x[train], fraud[train]))
        expected.append(
            weighted(fraud[validation], score(model, x[validation]), np.ones(len(validation), dtype=np.int64))
        )
        leaks += index < len(ours) and bool(ours[index][0] & set(validation.tolist()))
    trial.require(
        leaks == 0, "Rows of the validation were given to resample: it may see the training rows of the fold alone."
    )
    trial.same(seen, expected, what="the list of average precisions", relative=1e-6)


@check
def draws_whole_customers(trial: Trial) -> None:
    """The interval is as wide as whole customers make it."""
    fraud, first, second, customer = clustered(trial)
    width, _ = own_widths(fraud, first, second, customer)
    seen = trial.call("interval", fraud, first, customer, DRAWS, trial.size(0, 999), random=True)
    judged(trial, seen, width, "The interval")
    low, high = bounds(trial, seen)
    value = weighted(fraud, first, np.ones(len(fraud), dtype=np.int64))
    trial.require(
        low <= value <= high, f"The interval does not hold the average precision itself, {value:.3f}.", seen=seen
    )


@check
def compares_on_the_same_draws(trial: Trial) -> None:
    """The difference of two models is taken on the same draws."""
    fraud, first, second, customer = clustered(trial)
    _, width = own_widths(fraud, first, second, customer)
    seed = trial.size(0, 999)
    judged(
        trial,
        trial.call("difference", fraud, first, second, customer, DRAWS, seed, random=True),
        width,
        "The interval of the difference",
    )
    nothing = trial.call("difference", fraud, first, first, customer, 50, seed, random=True)
    low, high = bounds(trial, nothing)
    trial.require(
        abs(low) < 1e-9 and abs(high) < 1e-9, "A model does not differ from itself: draw once for both.", seen=nothing
    )
