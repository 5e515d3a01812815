"""Two groups with different base rates and one calibrated score: what can be equal, and what a proxy gives away."""

import torch

from deepdrill.lab.evidence import Evidence, claim


def people(evidence: Evidence, alpha: float, beta: float, count: int = 20_000) -> tuple[torch.Tensor, torch.Tensor]:
    """Draw a calibrated score and whether the person repays; the mean score is alpha / (alpha + beta)."""
    a = -evidence.uniform(int(alpha), count).log().sum(0)  # gamma by sums of exponentials
    b = -evidence.uniform(int(beta), count).log().sum(0)
    score = a / (a + b)
    return score, evidence.uniform(count) < score


def rates(score: torch.Tensor, repays: torch.Tensor, threshold: float) -> dict[str, float]:
    """Return what the definitions compare."""
    yes = score > threshold
    tpr, fpr = float(yes[repays].double().mean()), float(yes[~repays].double().mean())
    return {
        "accepted": float(yes.double().mean()),
        "tpr": tpr,
        "fpr": fpr,
        "precision": float(repays[yes].double().mean()),
    }


@claim
def calibrated_means_unequal_errors(evidence: Evidence) -> None:
    """One calibrated score and threshold for base rates of 3/4 and 1/2: acceptance and error rates differ widely."""
    seen = {}
    for name, (alpha, beta) in {"A": (3, 1), "B": (2, 2)}.items():
        score, repays = people(evidence, alpha, beta)
        near = (score > 0.55) & (score < 0.65)
        seen[name] = rates(score, repays, 0.6) | {"repay_at_score_0.6": float(repays[near].double().mean())}
        evidence.row(
            group=name,
            base_rate=round(float(repays.double().mean()), 3),
            **{k: round(v, 3) for k, v in seen[name].items()},
        )
    evidence.require(
        abs(seen["A"]["repay_at_score_0.6"] - seen["B"]["repay_at_score_0.6"]) < 0.04, "The score is not calibrated."
    )
    for what in ("accepted", "tpr", "fpr"):
        evidence.require(
            seen["A"][what] - seen["B"][what] > 0.1, f"{what}: {seen['A'][what]:.2f} and {seen['B'][what]:.2f}."
        )


@claim
def parity_costs_calibrated_thresholds(evidence: Evidence) -> None:
    """Equal acceptance or equal true positive rates each need different thresholds, and then the precision differs."""
    groups = {"A": people(evidence, 3, 1), "B": people(evidence, 2, 2)}
    for aim in ("accepted", "tpr"):
        found = {}
        for name, (score, repays) in groups.items():
            cut = min((k / 100 for k in range(20, 95)), key=lambda t: abs(rates(score, repays, t)[aim] - 0.6))
            found[name] = (cut, rates(score, repays, cut))
            evidence.row(equal=aim, group=name, threshold=cut, **{k: round(v, 3) for k, v in found[name][1].items()})
        evidence.require(
            found["A"][0] > found["B"][0] + 0.05, f"The thresholds are {found['A'][0]} and {found['B'][0]}."
        )
        evidence.require(found["A"][1]["precision"] - found["B"][1]["precision"] > 0.05, "The precision is equal.")


@claim
def the_identity(evidence: Evidence) -> None:
    """FPR = p/(1-p) · (1-PPV)/PPV · TPR holds exactly for any decision rule."""
    for _ in range(4):
        repays, yes = evidence.uniform(5_000) < 0.3, evidence.uniform(5_000) < 0.5
        p, ppv = float(repays.double().mean()), float(repays[yes].double().mean())
        tpr, fpr = float(yes[repays].double().mean()), float(yes[~repays].double().mean())
        by_formula = p / (1 - p) * (1 - ppv) / ppv * tpr
        evidence.row(fpr=round(fpr, 6), by_formula=round(by_formula, 6))
        evidence.require(abs(fpr - by_formula) < 1e-9, f"{fpr} and {by_formula}.")


@claim
def dropping_the_attribute_keeps_the_gap(evidence: Evidence) -> None:
    """A linear score without the group but with a postcode that follows it keeps over half of the gap in acceptance."""
    group = evidence.integers(20_000, low=0, high=2).double()
    postcode = group + 0.4 * evidence.normal(20_000)
    income = evidence.normal(20_000)
    old_decision = income - 1.5 * group + 0.5 * evidence.normal(20_000)  # labels that carry old discrimination
    gaps = []
    for columns in ((income, postcode, group), (income, postcode)):
        x = torch.stack((*columns, torch.ones_like(income)), 1)
        score = (x @ torch.linalg.lstsq(x, old_decision[:, None]).solution)[:, 0]
        yes = (score > score.median()).double()
        gaps.append(float(yes[group == 0].mean() - yes[group == 1].mean()))
    evidence.row(gap_with_attribute=round(gaps[0], 3), gap_without=round(gaps[1], 3))
    evidence.require(gaps[1] > 0.5 * gaps[0] > 0.1, f"The gaps are {gaps}.")
