"""Precision of a detector for a rare class."""

import itertools
import random

from deepdrill.grading.calculation import wrong
from deepdrill.grading.units import tex


def draw(rng: random.Random) -> dict[str, float]:
    """Draw a rare class and a detector that looks good."""
    while True:
        numbers = {
            "cases": rng.choice([2, 3, 4, 6, 8]),
            "population": rng.choice([1000, 2000, 5000]),
            "recall_percent": rng.choice([80, 85, 90, 92, 95, 97]),
            "false_alarm_percent": rng.choice([0.5, 1, 1.5, 2, 3, 4]),
        }
        values = sorted(turn(**numbers) for turn in (answer, *TURNS))
        if all(high - low > 0.022 * high for low, high in itertools.pairwise(values)):
            return numbers


def answer(cases: float, population: float, recall_percent: float, false_alarm_percent: float) -> float:
    """Divide true alarms by all alarms."""
    true = cases * recall_percent
    return true / (true + (population - cases) * false_alarm_percent)


def working(cases: float, population: float, recall_percent: float, false_alarm_percent: float) -> list[str]:
    """Count events instead of multiplying probabilities."""
    people = 100_000
    frauds = people * cases / population
    true = frauds * recall_percent / 100
    false = (people - frauds) * false_alarm_percent / 100
    return [
        rf"Think of ${tex(people)}$ events: ${tex(frauds)}$ are frauds and ${tex(people - frauds)}$ are harmless.",
        rf"True alarms: ${tex(frauds)} \cdot {recall_percent / 100:g} = {tex(true)}$.",
        rf"False alarms: ${tex(people - frauds)} \cdot {false_alarm_percent / 100:g} = {tex(false)}$.",
        (
            f"Of ${tex(true + false)}$ alarms ${tex(true)}$ are right: ${tex(true / (true + false))}$, that is "
            f"{100 * true / (true + false):.3g}%."
        ),
    ]


@wrong(
    "You gave the recall: how likely an alarm is when there is a fraud, not how likely a fraud is when there is an "
    "alarm."
)
def recall(recall_percent: float, **_: float) -> float:
    """Swap the condition."""
    return recall_percent / 100


@wrong(
    "You left the base rate out, or gave the accuracy: harmless events are far more frequent, so their few percent of "
    "alarms weigh heavily."
)
def equal_classes(recall_percent: float, false_alarm_percent: float, **_: float) -> float:
    """Take both classes as equally frequent."""
    return recall_percent / (recall_percent + false_alarm_percent)


@wrong("You gave the share of frauds: that is the probability before the alarm.")
def base_rate(cases: float, population: float, **_: float) -> float:
    """Forget the alarm."""
    return cases / population


@wrong(
    "You divided frauds by all alarms as odds: true alarms over false alarms is not yet a probability, the true ones "
    "belong below the line too."
)
def odds(cases: float, population: float, recall_percent: float, false_alarm_percent: float) -> float:
    """Divide true by false alarms."""
    return cases * recall_percent / ((population - cases) * false_alarm_percent)


@wrong("You gave the probability that an alarm happens and is right: divide it by the probability of an alarm.")
def joint(cases: float, population: float, recall_percent: float, **_: float) -> float:
    """Stop at the numerator."""
    return cases * recall_percent / (100 * population)


TURNS = (recall, equal_classes, base_rate, odds, joint)
