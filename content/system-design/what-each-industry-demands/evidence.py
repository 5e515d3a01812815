"""What a base rate does to precision, how far one must drive for a rare event, and prices that set thresholds."""

import math

import torch

from deepdrill.lab.evidence import Evidence, claim


@claim
def the_same_classifier_at_four_base_rates(evidence: Evidence) -> None:
    """With 95% recall and 2% false alarms 98% of the alarms are right at one half, and 5% at one in a thousand."""
    right = {}
    for place, rate in (
        ("balanced test set", 0.5),
        ("specialist clinic", 0.2),
        ("factory line", 0.005),
        ("card payments", 0.001),
    ):
        right[place] = 0.95 * rate / (0.95 * rate + 0.02 * (1 - rate))
        evidence.row(place=place, base_rate=rate, alarms_that_are_right=round(right[place], 3))
    evidence.require(right["balanced test set"] > 0.97, "It is lower at one half.")
    evidence.require(abs(right["card payments"] - 0.0454) < 1e-3, f"It is {right['card payments']:.3f}.")


@claim
def the_rule_of_three(evidence: Evidence) -> None:
    """After n miles without an event its rate is below 3 / n with 95% confidence."""
    for n in (1e6, 1e8, 3e8):
        bound = -math.log(0.05) / n
        evidence.row(miles_without_an_event=int(n), upper_bound_per_100_million=round(1e8 * bound, 2))
    evidence.require(0.99 < 1e8 * (-math.log(0.05) / 3e8) < 1.01, "It is another number.")


@claim
def prices_of_errors_set_the_threshold(evidence: Evidence) -> None:
    """On the same calibrated scores the cheapest threshold is c_FP / (c_FP + c_FN), whatever the industry."""
    p = torch.sigmoid(evidence.normal(200_000, scale=2.0) - 2)
    y = evidence.uniform(200_000) < p
    thresholds = torch.linspace(0.01, 0.99, 99, dtype=torch.float64)
    for place, c_fp, c_fn in (("hospital", 1.0, 20.0), ("shop", 1.0, 1.0), ("line stop against recall", 5.0, 10.0)):
        costs = torch.stack([(c_fp * ((p >= t) & ~y) + c_fn * ((p < t) & y)).mean() for t in thresholds])
        best, rule = float(thresholds[costs.argmin()]), c_fp / (c_fp + c_fn)
        evidence.row(place=place, false_alarm=c_fp, miss=c_fn, cheapest_threshold=round(best, 2), rule=round(rule, 3))
        at_rule = costs[(thresholds - rule).abs().argmin()]
        evidence.require(
            at_rule < 1.01 * costs.min(), f"At the rule it costs {float(at_rule / costs.min()):.3f} times."
        )
