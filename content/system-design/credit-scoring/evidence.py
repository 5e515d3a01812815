"""The numbers of the score: threshold, counts, what the accepted loans hide, and why fairness measures conflict."""

import math

import torch

from deepdrill.lab.evidence import Evidence, claim


@claim
def threshold_and_counts(evidence: Evidence) -> None:
    """A loss of 55% against a gain of 6% puts the break-even at a default probability of 9.8%."""
    threshold = 0.06 / (0.06 + 0.55)
    accepted = 600_000 * 0.45
    evidence.row(what="break-even probability of default", value=round(threshold, 4))
    evidence.row(what="loans a year", value=round(accepted))
    evidence.row(what="defaults a year", value=round(accepted * 0.03))
    evidence.row(what="applications a minute", value=round(600_000 / 525_600, 2))
    gain = 8_000 * (0.06 * (1 - threshold) - 0.55 * threshold)
    evidence.require(abs(gain) < 1e-9, f"A loan at the threshold earns {gain:.2f}.")
    evidence.require(round(accepted * 0.03) == 8_100, "The defaults are another number.")


@claim
def the_accepted_look_safer(evidence: Evidence) -> None:
    """Where clerks also saw something that is not in the data, accepted loans understate the risk of the refused."""
    seen, unseen = evidence.normal(200_000), evidence.normal(200_000)
    risk = torch.sigmoid(-2.5 - seen - unseen)
    default = evidence.uniform(200_000) < risk
    accepted = seen + unseen > 0
    same = seen.abs() < 0.1  # applicants who look alike in the data
    among_accepted = float(default[same & accepted].double().mean())
    among_refused = float(default[same & ~accepted].double().mean())
    evidence.row(applicants="look alike, accepted", default_rate=round(among_accepted, 4))
    evidence.row(applicants="look alike, refused", default_rate=round(among_refused, 4))
    evidence.require(among_refused > 2 * among_accepted, "The refused are not much riskier.")


@claim
def fairness_measures_conflict(evidence: Evidence) -> None:
    """With perfectly calibrated scores and different base rates, good payers of one group are refused more often."""
    refused_good = []
    for group, mean in (("A", -4.0), ("B", -3.2)):
        risk = torch.sigmoid(mean + evidence.normal(300_000))
        default = evidence.uniform(300_000) < risk
        refused = risk > 0.06 / 0.61
        in_band = (risk > 0.04) & (risk < 0.06)
        refused_good.append(float(refused[~default].double().mean()))
        evidence.row(
            group=group,
            base_rate=round(float(default.double().mean()), 3),
            defaults_where_the_score_says_5_percent=round(float(default[in_band].double().mean()), 3),
            good_payers_refused=round(refused_good[-1], 3),
        )
        evidence.require(math.isclose(float(default[in_band].double().mean()), 0.05, abs_tol=0.006), "Not calibrated.")
    evidence.require(refused_good[1] > 2 * refused_good[0], "The groups are treated alike.")
