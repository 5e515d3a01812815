"""The threshold that follows from the costs, and two metrics that disagree about the better model."""

import torch

from deepdrill.lab.evidence import Evidence, claim


@claim
def the_costs_set_the_threshold(evidence: Evidence) -> None:
    """With calibrated probabilities the cheapest threshold is c_fp / (c_fp + c_fn), not one half."""
    p = evidence.uniform(100_000) ** 3
    bad = evidence.uniform(100_000) < p
    for alarm, miss in ((1.0, 1.0), (1.0, 9.0), (4.0, 1.0)):
        cuts = [k / 100 for k in range(1, 100)]
        cost = [float((alarm * ((p > c) & ~bad) + miss * ((p <= c) & bad)).double().mean()) for c in cuts]
        best = cuts[cost.index(min(cost))]
        rule = alarm / (alarm + miss)
        evidence.row(
            cost_of_alarm=alarm,
            cost_of_miss=miss,
            best_threshold=best,
            by_rule=round(rule, 3),
            cost_at_half=round(cost[49], 4),
            cost_at_best=round(min(cost), 4),
        )
        evidence.require(abs(best - rule) < 0.08, f"The best threshold is {best}, the rule says {rule:.2f}.")


@claim
def accuracy_prefers_doing_nothing(evidence: Evidence) -> None:
    """At 1% abuse, never objecting has 99% accuracy and beats a filter that finds 80% with 40% precision."""
    bad = evidence.uniform(200_000) < 0.01
    chance = torch.where(bad, 0.8, 0.8 * 0.01 / 0.4 * 0.6 / 0.99)
    flagged = evidence.uniform(200_000) < chance
    for name, says in (("never objects", torch.zeros_like(bad)), ("filter", flagged)):
        accuracy = float((says == bad).double().mean())
        recall = float(says[bad].double().mean())
        precision = float(bad[says].double().mean()) if says.any() else 0.0
        evidence.row(model=name, accuracy=round(accuracy, 4), precision=round(precision, 3), recall=round(recall, 3))
    evidence.require(
        float((~bad).double().mean()) > float((flagged == bad).double().mean()), "The filter is more accurate."
    )
    evidence.require(abs(float(bad[flagged].double().mean()) - 0.4) < 0.05, "The precision is not 40%.")
