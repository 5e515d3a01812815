"""Weighting under covariate shift and its limit, and the exact correction for label shift."""

import torch

from deepdrill.lab.evidence import Evidence, claim


@claim
def weighting_helps_where_the_old_data_reach(evidence: Evidence) -> None:
    """Density-ratio weights lower the error in the new place where the old data cover it, and only there."""
    results = {}
    for name, new_mean in (("covered", 1.0), ("outside", 6.0)):
        x = evidence.normal(4_000)
        y = torch.sin(1.5 * x) + 0.1 * evidence.normal(4_000)
        there = new_mean + 0.4 * evidence.normal(2_000)
        truth = torch.sin(1.5 * there)
        ratio = torch.exp(-((x - new_mean) ** 2) / (2 * 0.16) + x**2 / 2)
        errors = []
        for weight in (torch.ones_like(x), ratio):
            root = weight.sqrt()[:, None]
            line = torch.stack((x, torch.ones_like(x)), 1)
            fit = torch.linalg.lstsq(root * line, root * y[:, None]).solution
            errors.append(
                float(((torch.stack((there, torch.ones_like(there)), 1) @ fit)[:, 0] - truth).square().mean())
            )
        effective = float(ratio.sum() ** 2 / (ratio**2).sum())
        results[name] = errors
        evidence.row(
            new_place=name,
            plain=round(errors[0], 3),
            weighted=round(errors[1], 3),
            effective_samples=round(effective, 1),
        )
    evidence.require(results["covered"][1] < 0.5 * results["covered"][0], f"Covered: {results['covered']}.")
    evidence.require(results["outside"][1] > 0.25, f"Outside: {results['outside']}.")


@claim
def label_shift_is_corrected_exactly(evidence: Evidence) -> None:
    """Trained at 10% sick and used at 50%: the ratio of the priors restores the true probability."""
    sick = (evidence.uniform(20_000) < 0.5).double()
    x = evidence.normal(20_000) + 1.5 * sick
    odds = torch.exp(1.5 * x - 1.5**2 / 2)  # p(x|sick) / p(x|well)
    old = 0.1 * odds / (0.1 * odds + 0.9)
    corrected = old * 0.5 / 0.1 / (old * 0.5 / 0.1 + (1 - old) * 0.5 / 0.9)
    exact = odds / (1 + odds)
    gap = float((corrected - exact).abs().max())
    right = [float(((p > 0.5).double() == sick).double().mean()) for p in (old, corrected)]
    evidence.row(gap=gap, right_before=round(right[0], 3), right_after=round(right[1], 3))
    evidence.require(gap < 1e-9, f"The corrected probability is off by {gap}.")
    evidence.require(right[1] > right[0] + 0.05, f"Right decisions: {right}.")


@claim
def inputs_do_not_show_a_changed_concept(evidence: Evidence) -> None:
    """Same inputs, opposite labels: no test on the inputs sees it, and a perfect model falls to zero."""
    x = evidence.normal(5_000)
    here, there = x > 0, x <= 0
    evidence.row(
        difference_of_inputs=0.0,
        accuracy_here=float((here == (x > 0)).double().mean()),
        accuracy_there=float((there == (x > 0)).double().mean()),
    )
    evidence.require(float((there == (x > 0)).double().mean()) == 0.0, "The model is still right.")
