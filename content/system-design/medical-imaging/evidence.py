"""The numbers of the reader: what an alarm means, how many patients a test takes, and what a site does to a score."""

import math

import torch

from deepdrill.lab.evidence import Evidence, claim


@claim
def what_an_alarm_means(evidence: Evidence) -> None:
    """At one case in a hundred, sensitivity 92% and specificity 95% make 16% of the alarms right."""
    a_day = 400_000 / 365
    for prevalence in (0.3, 0.1, 0.01):
        true, false = 0.92 * prevalence, 0.05 * (1 - prevalence)
        value = true / (true + false)
        evidence.row(
            prevalence=prevalence, alarms_that_are_right=round(value, 3), alarms_a_day=round(a_day * (true + false))
        )
    evidence.require(abs(value - 0.157) < 0.001, f"It is {value:.3f}.")
    evidence.require(round(a_day * (true + false)) == 64, f"It is {a_day * (true + false):.1f} a day.")


@claim
def cases_for_an_interval(evidence: Evidence) -> None:
    """To know a sensitivity near 92% to within three points takes about 314 positive cases."""
    for half_width in (0.05, 0.03, 0.02):
        cases = math.ceil(1.959964**2 * 0.92 * 0.08 / half_width**2)
        evidence.row(half_width=half_width, positive_cases=cases, images_if_drawn_at_random=cases * 100)
        if half_width == 0.03:
            evidence.require(310 < cases < 320, f"It takes {cases}.")


@claim
def the_site_is_a_shortcut(evidence: Evidence) -> None:
    """A score that learned the site too looks better at home and falls below the honest one in another hospital."""
    from_which = evidence.uniform(40_000)
    emergency = (from_which < 0.5).double()  # a site with many cases, and a mark in its pictures
    sick = (evidence.uniform(40_000) < torch.where(emergency > 0, 0.2, 0.01)).double()
    sign = 1.8 * sick + evidence.normal(40_000)
    abroad_sick = (evidence.uniform(40_000) < 0.1).double()
    abroad_sign = 1.8 * abroad_sick + evidence.normal(40_000)
    abroad_mark = (evidence.uniform(40_000) < 0.5).double()  # here the mark means nothing
    found = {}
    for name, mark in (("sign alone", 0.0), ("sign and mark", 1.7)):
        home = _auc(sign + mark * emergency, sick)
        abroad = _auc(abroad_sign + mark * abroad_mark, abroad_sick)
        found[name] = (home, abroad)
        evidence.row(score=name, auc_at_home=round(home, 3), auc_elsewhere=round(abroad, 3))
    evidence.require(found["sign and mark"][0] > found["sign alone"][0] + 0.02, "The mark does not help at home.")
    evidence.require(found["sign and mark"][1] < found["sign alone"][1] - 0.02, "The mark does no harm elsewhere.")


def _auc(score: torch.Tensor, sick: torch.Tensor) -> float:
    """The chance that a sick case is scored above a healthy one."""
    ranks = score.argsort().argsort().double() + 1
    positives = float(sick.sum())
    return (float((ranks * sick).sum()) - positives * (positives + 1) / 2) / (positives * (len(sick) - positives))
