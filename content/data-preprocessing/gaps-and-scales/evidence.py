"""What filling, deleting and scaling do to a table, and what a tree makes of it."""

import math

import torch

from deepdrill.lab.evidence import Evidence, claim


@claim
def the_mean_shrinks_variance_and_correlation(evidence: Evidence) -> None:
    """Filling a share of gaps with the mean multiplies the variance by the rest, and the correlation by its root."""
    n, rho = 100_000, 0.8
    x = evidence.normal(n)
    y = rho * x + math.sqrt(1 - rho**2) * evidence.normal(n)
    for missing in (0.0, 0.2, 0.5):
        gone = evidence.uniform(n) < missing
        filled = torch.where(gone, y[~gone].mean(), y)
        variance = float(filled.var() / y.var())
        correlation = float(torch.corrcoef(torch.stack([x, filled]))[0, 1])
        evidence.row(
            missing=missing,
            variance_left=round(variance, 3),
            correlation=round(correlation, 3),
            expected=round(rho * math.sqrt(1 - missing), 3),
        )
        evidence.require(abs(variance - (1 - missing)) < 0.02, f"The variance is multiplied by {variance:.3f}.")
        evidence.require(
            abs(correlation - rho * math.sqrt(1 - missing)) < 0.02, f"The correlation is {correlation:.3f}."
        )


@claim
def complete_rows_can_be_a_special_group(evidence: Evidence) -> None:
    """If gaps in y depend on x, the complete rows have the wrong mean of y, and a prediction from x repairs it."""
    n = 100_000
    x = evidence.normal(n)
    y = 2 * x + evidence.normal(n)
    depends = evidence.uniform(n) < torch.sigmoid(2 * x)  # the larger x, the more often y is missing
    chance = evidence.uniform(n) < 0.5
    for name, gone in (("by chance", chance), ("depends on x", depends)):
        kept = ~gone
        slope = float((x[kept] * (y[kept] - y[kept].mean())).sum() / (x[kept] - x[kept].mean()).square().sum())
        level = float(y[kept].mean()) - slope * float(x[kept].mean())
        repaired = float(torch.where(gone, level + slope * x, y).mean())
        complete = float(y[kept].mean())
        evidence.row(
            missing=name,
            true_mean=round(float(y.mean()), 3),
            complete_rows=round(complete, 3),
            filled_from_x=round(repaired, 3),
        )
        evidence.require(abs(repaired) < 0.05, f"Filled from x the mean is {repaired:.2f}.")
        evidence.require((abs(complete) > 0.5) == (name == "depends on x"), f"Complete rows give {complete:.2f}.")


@claim
def descent_crawls_on_unequal_scales(evidence: Evidence) -> None:
    """Descent on two features whose scales differ by k needs steps in proportion to k²; standardised it needs a few."""
    ratios, needed = (1, 3, 10, 30), []
    base = evidence.normal(500, 2)
    base = (base - base.mean(0)) / base.std(0)
    for ratio in ratios:
        x = base * torch.tensor([float(ratio), 1.0], dtype=torch.float64)
        y = x @ torch.tensor([1.0 / ratio, 1.0], dtype=torch.float64)
        hessian = x.T @ x / len(x)
        rate = 1 / float(torch.linalg.eigvalsh(hessian)[-1])
        w, steps = torch.zeros(2, dtype=torch.float64), 0
        while float((x @ w - y).square().mean()) > 1e-3 * float(y.square().mean()) and steps < 20_000:
            w, steps = w - rate * (hessian @ w - x.T @ y / len(x)), steps + 1
        needed.append(steps)
        evidence.row(ratio_of_scales=ratio, steps=steps)
    power = math.log(needed[3] / needed[2], 3)
    evidence.require(needed[0] < 10, f"With equal scales it takes {needed[0]} steps.")
    evidence.require(abs(power - 2) < 0.3, f"The steps go with the ratio to the power {power:.2f}.")
    evidence.plot(x="ratio of the scales", y="steps", log_x=True, log_y=True)
    evidence.curve("gradient descent", ratios, needed)


def best_split(x: torch.Tensor, y: torch.Tensor) -> frozenset[int]:
    """Find the rows that go left in the best split of a regression tree."""
    order = x.argsort()
    sums, counts = y[order].cumsum(0), torch.arange(1, len(y) + 1, dtype=torch.float64)
    left = sums[:-1] ** 2 / counts[:-1]
    right = (sums[-1] - sums[:-1]) ** 2 / (len(y) - counts[:-1])
    return frozenset(order[: int((left + right).argmax()) + 1].tolist())


@claim
def a_tree_sees_only_the_order(evidence: Evidence) -> None:
    """The best split of a tree sends the same rows left after a change of units, a logarithm or a rank."""
    income = torch.exp(evidence.normal(400) + 10)
    y = (income > income.median()).double() + 0.3 * evidence.normal(400)
    plain = best_split(income, y)
    for name, changed in (
        ("in thousands", income / 1_000),
        ("logarithm", income.log()),
        ("standardised", (income - income.mean()) / income.std()),
        ("rank", income.argsort().argsort().double()),
    ):
        same = best_split(changed, y) == plain
        evidence.row(change=name, rows_left=len(plain), same_split=same)
        evidence.require(same, f"The split changes with: {name}.")


@claim
def one_outlier_squeezes_min_max(evidence: Evidence) -> None:
    """One value a thousand times too large leaves min-max less than 1 % of the range for all others."""
    x = evidence.uniform(1_000) * 100
    x[0] = 100_000.0
    scaled = (x - x.min()) / (x.max() - x.min())
    quarters = torch.quantile(x, torch.tensor([0.25, 0.5, 0.75], dtype=torch.float64))
    by_quartiles = (x - quarters[1]) / (quarters[2] - quarters[0])
    others = float(scaled[1:].max() - scaled[1:].min()), float(by_quartiles[1:].max() - by_quartiles[1:].min())
    evidence.row(scaling="min-max", range_of_the_others=round(others[0], 5))
    evidence.row(scaling="median and quartiles", range_of_the_others=round(others[1], 3))
    evidence.require(others[0] < 0.01 and others[1] > 1, f"The ranges are {others}.")
