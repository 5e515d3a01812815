"""Definitions by loops, on tables in any order and probabilities with ties."""

import data
import numpy as np

from deepdrill.judge.checks import Trial, check

KINDS = len(data.CLASSES)


def predictions(trial: Trial, rows: int) -> tuple[np.ndarray, np.ndarray]:
    """Draw labels, some kinds rare or absent, and probabilities in steps of a twentieth, so that some are equal."""
    draw = np.random.default_rng(trial.dice.getrandbits(32))
    present = np.sort(draw.choice(KINDS, size=min(rows, 4), replace=False))
    labels = present[np.minimum(draw.geometric(0.5, rows) - 1, len(present) - 1)]
    votes = draw.multinomial(20, np.full(KINDS, 1 / KINDS), rows)
    votes[np.arange(rows), labels] += 2
    return labels.astype(np.int64), votes / votes.sum(axis=1, keepdims=True)


@check
def reads_pixels_in_their_order(trial: Trial) -> None:
    """Every pixel is at its place, from 0 to 1, in whatever order the columns come."""
    for rows in (1, 7):
        draw = np.random.default_rng(trial.dice.getrandbits(32))
        pixels = draw.integers(0, 256, (rows, data.SIDE, data.SIDE)).astype(np.uint8)
        pixels[0, 0, :2] = (0, 255)
        table = {name: draw.integers(0, 4, rows) for name in ("photo", "object", "day", "camera", "station", "label")}
        table |= {f"p{index}": pixels[:, index // data.SIDE, index % data.SIDE] for index in range(data.PIXELS)}
        names = list(table)
        trial.dice.shuffle(names)
        seen = trial.call("images", {name: table[name] for name in names})
        trial.same(seen, pixels.astype(np.float64) / 255.0, what="the array of images")


@check
def every_kind_weighs_the_same(trial: Trial) -> None:
    """Macro recall is the mean over the kinds that occur."""
    for rows in (3, 40, 400):
        labels, probabilities = predictions(trial, rows)
        predicted = probabilities.argmax(axis=1)
        shares = []
        for kind in sorted(set(labels.tolist())):
            mine = [row for row in range(rows) if labels[row] == kind]
            shares.append(sum(int(predicted[row]) == kind for row in mine) / len(mine))
        trial.same(trial.call("macro_recall", labels, predicted), float(sum(shares) / len(shares)), terms=rows)


@check
def counts_the_likeliest_k(trial: Trial) -> None:
    """The share of labels among the k likeliest kinds; of equals the lower kind first."""
    for rows, k in ((5, 1), (60, 2), (60, 3), (10, KINDS)):
        labels, probabilities = predictions(trial, rows)
        hits = 0
        for row in range(rows):
            ranked = sorted((-float(probabilities[row, kind]), kind) for kind in range(KINDS))
            hits += int(labels[row]) in [kind for _, kind in ranked[:k]]
        trial.same(trial.call("top_k", probabilities, labels, k), hits / rows, terms=rows)


@check
def takes_the_cheapest_box(trial: Trial) -> None:
    """The box with the lowest expected cost, or a person where even that is dearer."""
    for rows, by_hand in ((4, 1e9), (80, 3.0), (80, 0.5)):
        _, probabilities = predictions(trial, rows)
        costs = np.round(np.abs(trial.array(KINDS, KINDS)) * 6, 2)
        costs[np.arange(KINDS), np.arange(KINDS)] = 0.0
        expected = []
        for row in range(rows):
            each = [sum(probabilities[row, t] * costs[t, box] for t in range(KINDS)) for box in range(KINDS)]
            best = min(range(KINDS), key=lambda box: each[box])
            expected.append(-1 if each[best] > by_hand else best)
        seen = trial.call("decide", probabilities, costs, by_hand)
        trial.same(seen, np.array(expected, dtype=np.int64), what="the array of decisions")
