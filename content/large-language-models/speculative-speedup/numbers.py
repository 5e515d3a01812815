"""Tokens per round over the cost of a round."""

import itertools
import random

from deepdrill.grading.calculation import wrong
from deepdrill.grading.units import tex


def draw(rng: random.Random) -> dict[str, float]:
    """Draw a draft model for which each wrong turn leads to another factor."""
    while True:
        numbers = {
            "drafted": rng.choice([3, 4, 5, 6, 7, 8]),
            "acceptance": rng.choice([0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9]),
            "cost": rng.choice([0.03, 0.04, 0.05, 0.06, 0.08, 0.1, 0.12]),
        }
        values = sorted(turn(**numbers) for turn in (answer, *TURNS))
        if all(high - low > 0.022 * high for low, high in itertools.pairwise(values)):
            return numbers


def answer(drafted: float, acceptance: float, cost: float) -> float:
    """Expected tokens of a round, a geometric sum, over its time."""
    return _tokens(drafted, acceptance) / (drafted * cost + 1)


def working(drafted: float, acceptance: float, cost: float) -> list[str]:
    """Tokens, time, quotient."""
    tokens = _tokens(drafted, acceptance)
    time = drafted * cost + 1
    return [
        (
            "The round yields more than $i$ tokens if the first $i$ drafted ones are all accepted, with probability "
            f"${acceptance}^i$."
        ),
        (
            rf"Expected tokens: $1 + {acceptance} + \dots + {acceptance}^{{{drafted}}} = "
            rf"\frac{{1 - {acceptance}^{{{drafted + 1}}}}}{{1 - {acceptance}}} = {tex(tokens)}$. The 1 is the token "
            "that the large model supplies in any case."
        ),
        rf"Time of a round: ${drafted} \cdot {cost} + 1 = {tex(time)}$ passes of the large model.",
        rf"Speed-up: ${tex(tokens)} / {tex(time)} = {tex(tokens / time)}$.",
    ]


def _tokens(drafted: float, acceptance: float) -> float:
    """Give the expected tokens of a round."""
    return (1 - acceptance ** (drafted + 1)) / (1 - acceptance)


@wrong("You left the drafting out of the time: each drafted token costs a step of the small model.")
def free_draft(drafted: float, acceptance: float, **_: float) -> float:
    """Count tokens per pass of the large model."""
    return _tokens(drafted, acceptance)


@wrong("You let accepted tokens behind a rejection count: the first rejection ends the round, so the sum is geometric.")
def each_counts(drafted: float, acceptance: float, cost: float) -> float:
    """Multiply the draft by the acceptance."""
    return (1 + drafted * acceptance) / (drafted * cost + 1)


@wrong("You left out the token that the large model supplies itself, at the rejection or behind the draft.")
def accepted_only(drafted: float, acceptance: float, cost: float) -> float:
    """Count accepted tokens."""
    return (_tokens(drafted, acceptance) - 1) / (drafted * cost + 1)


@wrong(
    "You took the whole draft as accepted: that happens only with the acceptance to the power of the draft's length."
)
def all_accepted(drafted: float, cost: float, **_: float) -> float:
    """Accept everything."""
    return (drafted + 1) / (drafted * cost + 1)


@wrong("You counted the small model's step once: it runs once for every drafted token.")
def one_draft_step(drafted: float, acceptance: float, cost: float) -> float:
    """Draft everything in one step."""
    return _tokens(drafted, acceptance) / (cost + 1)


@wrong(
    "You stopped the sum one term early: with the token behind a fully accepted draft there are one more than drafted."
)
def no_bonus(drafted: float, acceptance: float, cost: float) -> float:
    """Leave out the extra token."""
    return _tokens(drafted - 1, acceptance) / (drafted * cost + 1)


TURNS = (free_draft, each_counts, accepted_only, all_accepted, one_draft_step, no_bonus)
