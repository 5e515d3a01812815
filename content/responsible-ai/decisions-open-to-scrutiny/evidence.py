"""Reasons that depend on the background, credit that is split among twins, and a change that turns the decision."""

import torch

from deepdrill.lab.evidence import Evidence, claim

NAMES = ("income", "debt", "years at address")


@claim
def reasons_depend_on_the_background(evidence: Evidence) -> None:
    """For a linear score the main reason of a refusal changes when the case is compared with another group."""
    w = torch.tensor([1.0, -1.5, 0.8])
    case = torch.tensor([-0.5, 0.6, -0.9])
    backgrounds = {"all applicants": torch.zeros(3), "young applicants": torch.tensor([-0.6, 0.5, -0.5])}
    first = {}
    for name, mean in backgrounds.items():
        parts = w * (case - mean)  # the Shapley values of a linear model with independent features
        first[name] = NAMES[int(parts.argmin())]
        evidence.row(
            background=name, **{k.replace(" ", "_"): round(float(v), 2) for k, v in zip(NAMES, parts, strict=True)}
        )
        evidence.require(abs(float(parts.sum() - w @ (case - mean))) < 1e-5, "They do not add up.")
    evidence.require(first["all applicants"] == "debt", f"The first reason is {first['all applicants']}.")
    evidence.require(first["young applicants"] == "years at address", f"Then it is {first['young applicants']}.")


@claim
def twins_share_the_credit(evidence: Evidence) -> None:
    """A feature that is in the table twice has half of its share in each copy, and another becomes the main reason."""
    case = torch.tensor([1.0, 0.7])  # deviations: debt, late payments
    for name, shares in (("debt once", [-1.0, -0.7]), ("debt twice", [-0.5, -0.5, -0.7])):
        evidence.row(table=name, parts=str(shares), main_reason="debt" if shares[0] < shares[-1] else "late payments")
    once, twice = torch.tensor([-1.0, -1.0]), torch.tensor([-0.5, -0.5, -1.0])
    full = torch.stack((case[0], case[0], case[1]))
    evidence.require(abs(float(once @ case - twice @ full)) < 1e-6, "The two models do not give the same score.")
    evidence.require(int((once * case).argmin()) == 0 and int((twice * full).argmin()) == 2, "The reason stays.")


@claim
def a_counterfactual_turns_the_decision(evidence: Evidence) -> None:
    """A refusal is turned by a change of one feature, and its size can be computed; an attribution does not give it."""
    w, b = torch.tensor([0.02, -0.03, 0.1]), -1.0  # per 100 of income and of debt, and per year
    case = torch.tensor([180.0, 110.0, 2.0])
    score = float(w @ case + b)
    for place in (0, 1):
        needed = -score / float(w[place])
        changed = case.clone()
        changed[place] += needed
        evidence.row(change=NAMES[place], by=round(needed, 1), score_after=round(float(w @ changed + b), 6))
        evidence.require(abs(float(w @ changed + b)) < 1e-4, "It does not reach the threshold.")
    evidence.require(score < 0, "The case was not refused.")
