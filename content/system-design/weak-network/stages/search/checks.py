"""Distributions of the samples, and lent functions that count what they are asked."""

import math
from collections.abc import Callable

import numpy as np

from deepdrill.judge.checks import Trial, check

WIDTHS = (16, 32, 64, 128, 256)
COUNT = 2000
FAR = 0.065  # of a distribution from its draws; the largest of 2,000 draws is above it once in ten million
Config = dict[str, float]


def evenly(values: list[float]) -> float:
    """Give the largest distance of the draws' distribution from the uniform one on 0 to 1."""
    ranked = np.sort(np.array(values))
    return float(max(np.abs(np.arange(1, len(ranked) + 1) / len(ranked) - ranked).max(), ranked[0]))


@check
def draws_on_the_right_scales(trial: Trial) -> None:
    """Random configurations, each part on its scale and independent of the others."""
    seed = trial.size(0, 999)
    seen = trial.call("sample", COUNT, seed, random=True)
    good = isinstance(seen, list) and len(seen) == COUNT and all(isinstance(one, dict) for one in seen)
    good = good and all(sorted(one) == ["decay", "dropout", "rate", "width"] for one in seen)
    good = good and all(
        isinstance(value, int | float) and math.isfinite(value) for one in seen for value in one.values()
    )
    trial.require(good, "sample must give a list of dicts with rate, width, dropout and decay, all numbers.", seen=seen)
    positive = all(one["rate"] > 0 and one["decay"] > 0 for one in seen)
    trial.require(positive, "rate and decay must be above zero.")
    scaled = {
        "rate": [(math.log10(one["rate"]) + 4) / 3 for one in seen],
        "decay": [(math.log10(one["decay"]) + 5) / 4 for one in seen],
        "dropout": [one["dropout"] / 0.6 for one in seen],
    }
    far = {name: evenly(values) for name, values in scaled.items()}
    widths = [sum(one["width"] == width for one in seen) / COUNT for width in WIDTHS]
    columns = np.array(
        [*scaled.values(), [WIDTHS.index(one["width"]) if one["width"] in WIDTHS else 9 for one in seen]]
    )
    spread = columns.std(axis=1).min() > 0
    tied = float(np.abs(np.corrcoef(columns) - np.eye(4)).max()) if spread else 1.0
    distinct = [len(set(values)) > COUNT / 2 for values in scaled.values()]
    trial.note([{name: value > FAR for name, value in far.items()}, tied > 0.15, distinct])
    inside = all(-1e-9 <= value <= 1 + 1e-9 for values in scaled.values() for value in values)
    trial.require(inside, "A value lies outside of its range.")
    for name, value in far.items():
        scale = "" if name == "dropout" else " on a logarithmic scale"
        trial.require(value <= FAR, f"{name} is not spread evenly{scale}.")
    trial.require(all(distinct), "rate, decay and dropout must take any value of their range, not a few.")
    trial.require(
        all(abs(share - 0.2) < 0.05 for share in widths), f"Each width must be as likely as the others: {widths}."
    )
    trial.require(tied <= 0.15, "Two parts of a configuration rise and fall together: they must be independent.")
    again, other = (trial.call("sample", 5, one, random=True) for one in (seed, seed + 1))
    trial.require(again == seen[:5] or again == trial.call("sample", 5, seed, random=True), "A seed gave two lists.")
    trial.require(again != other, "Two seeds gave the same list.")


def curves(trial: Trial, count: int) -> tuple[list[Config], Callable[[Config, int], float], list[tuple[float, int]]]:
    """Give configurations, what they score after so many epochs, and a list of what was asked."""
    draw = np.random.default_rng(trial.dice.getrandbits(32))
    configs = [{"rate": round(float(rate), 6), "width": 32} for rate in draw.random(count)]
    final, speed, late = draw.uniform(0.5, 0.9, count), draw.uniform(0.5, 8, count), draw.uniform(0, 0.02, count)
    table = {config["rate"]: (final[at], speed[at], late[at]) for at, config in enumerate(configs)}
    asked: list[tuple[float, int]] = []

    def evaluate(config: Config, epochs: int) -> float:
        asked.append((config["rate"], epochs))
        end, pace, fall = table[config["rate"]]
        return round(float(end * (1 - math.exp(-epochs / pace)) - fall * epochs), 2)  # ties, and overfitting

    return configs, evaluate, asked


@check
def halves_by_the_scores_of_the_round(trial: Trial) -> None:
    """Successive halving: what is evaluated with how many epochs, what is left, and what it cost."""
    told = {0.1: [0.9, 0.5], 0.2: [0.8, 0.7], 0.3: [0.3, 0.3], 0.4: [0.2, 0.9]}  # the quick one is overtaken
    four = [{"rate": rate, "width": 64} for rate in told]
    with trial.case("four configurations, 0.9 and 0.8 lead after one epoch and have 0.5 and 0.7 after two"):
        seen = trial.call("halve", four, trial.lend(lambda config, epochs: told[config["rate"]][min(epochs, 2) - 1]), 1)
        trial.same(seen, (four[1], 8), what="(config, spent)")
    for count, first in ((2, 3), (5, 1), (16, 2), (27, 1), (1, 4)):
        configs, evaluate, asked = curves(trial, count)
        left, epochs, expected = configs, first, []
        while len(left) > 1:
            scored = [(-evaluate(config, epochs), place) for place, config in enumerate(left)]
            expected += asked[-len(left) :]
            kept = sorted(place for _, place in sorted(scored)[: math.ceil(len(left) / 2)])
            left, epochs = [left[place] for place in kept], epochs * 2
        asked.clear()
        with trial.case(f"{count} configurations, {first} epochs at first"):
            seen = trial.call("halve", configs, trial.lend(evaluate), first)
            trial.same(seen, (left[0], sum(one[1] for one in expected)), what="(config, spent)")
            trial.require(sorted(asked) == sorted(expected), "Other evaluations were asked for than the rounds need.")


@check
def prefers_the_smaller_of_equals(trial: Trial) -> None:
    """The smallest network within one standard error of the best."""
    by_hand = np.array(
        [[0.70, 0.72, 0.74, 0.76], [0.78, 0.80, 0.82, 0.84], [0.79, 0.79, 0.80, 0.82], [0.85, 0.79, 0.83, 0.81]]
    )
    for sizes in ([10, 20, 30, 40], [40, 30, 20, 10], [9, 20, 5, 60], [5, 20, 20, 60]):
        seen = trial.call("simplest", by_hand, sizes)
        means = [sum(row) / 4 for row in by_hand.tolist()]
        error = (sum((one - means[3]) ** 2 for one in by_hand[3].tolist()) / 3) ** 0.5 / 2
        near = [index for index in range(4) if means[index] >= means[3] - error]
        expected = min(near, key=lambda index: (sizes[index], -means[index]))
        with trial.case(f"sizes {sizes}"):
            trial.same(seen, expected, what="the index")
    for configs, seeds in ((4, 2), (9, 5), (30, 6), (30, 3)):
        draw = np.random.default_rng(trial.dice.getrandbits(32))
        scores = draw.uniform(0.72, 0.80, (configs, 1)) + draw.normal(0, 1, (configs, seeds)) * draw.uniform(
            0.01, 0.05, (configs, 1)
        )
        sizes = draw.integers(1, 12, configs)
        means = [sum(row) / seeds for row in scores.tolist()]
        best = means.index(max(means))
        error = (sum((one - means[best]) ** 2 for one in scores[best].tolist()) / (seeds - 1)) ** 0.5 / seeds**0.5
        near = [index for index in range(configs) if means[index] >= means[best] - error]
        expected = min(near, key=lambda index: (int(sizes[index]), -means[index]))
        trial.same(trial.call("simplest", scores, sizes.tolist()), expected, what="the index")


@check
def asks_the_test_set_once(trial: Trial) -> None:
    """The choice is made on the validation rows, and the test rows are asked once, about the winner."""
    for count in (1, 3, 12):
        validation = [round(trial.dice.uniform(0.7, 0.8), 2) for _ in range(count)]
        scores = [round(value - trial.dice.uniform(0.01, 0.06), 3) for value in validation]
        best = validation.index(max(validation))
        if count > 1:
            scores[(best + 1) % count] = 0.9  # a trap: another one is the best on the test rows
        validate, test = (
            trial.lend(lambda one, told=validation: told[one]),
            trial.lend(lambda one, told=scores: told[one]),
        )
        seen = trial.call("report", list(range(count)), validate, test)
        trial.same(seen, (best, scores[best]), what="(index, score)")
        trial.require(test.calls == 1, f"The test rows were asked {test.calls} times: once, about the winner.")
