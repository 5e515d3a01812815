"""What weights and copies do to scores, decisions and validation when one case in a hundred is positive."""

import math

import torch

from deepdrill.lab.evidence import Evidence, claim

SLOPE, INTERCEPT = 2.0, -6.0


def cases(evidence: Evidence, count: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Draw one feature and labels, about one positive in a hundred."""
    x = evidence.normal(count)
    return x, (evidence.uniform(count) < torch.sigmoid(SLOPE * x + INTERCEPT)).double()


def fit(x: torch.Tensor, y: torch.Tensor, weight: float) -> tuple[float, float]:
    """Fit a logistic regression in which positives count `weight` times, by Newton's method; slope and intercept."""
    design = torch.stack([x, torch.ones_like(x)], 1)
    w, importance = torch.zeros(2, dtype=torch.float64), torch.where(y > 0, weight, 1.0).double()
    for _ in range(25):
        p = torch.sigmoid(design @ w)
        gradient = design.T @ (importance * (p - y))
        hessian = (design * (importance * p * (1 - p))[:, None]).T @ design
        w = w - torch.linalg.solve(hessian, gradient)
    return float(w[0]), float(w[1])


@claim
def always_no_is_accurate(evidence: Evidence) -> None:
    """Where one case in a hundred is positive, a program that always says no has about 99 % accuracy."""
    _, y = cases(evidence, 200_000)
    share = float(y.mean())
    evidence.row(share_of_positives=round(share, 4), accuracy_of_always_no=round(1 - share, 4), recall=0.0)
    evidence.require(0.005 < share < 0.03, f"{share:.2%} are positive.")


@claim
def a_weight_shifts_the_logit(evidence: Evidence) -> None:
    """A weight of w on positives adds log w to the intercept and leaves the slope alone; scores are inflated."""
    x, y = cases(evidence, 100_000)
    slope, intercept = fit(x, y, 1.0)
    for weight in (1.0, 10.0, 50.0):
        a, b = fit(x, y, weight)
        mean = float(torch.sigmoid(a * x + b).mean())
        evidence.row(
            weight=weight,
            slope=round(a, 2),
            intercept=round(b, 2),
            shift=round(b - intercept, 2),
            log_weight=round(math.log(weight), 2),
            mean_score=round(mean, 3),
        )
        evidence.require(abs(a / slope - 1) < 0.1, f"With weight {weight} the slope is {a:.2f}, not {slope:.2f}.")
        evidence.require(
            abs(b - intercept - math.log(weight)) < 0.2,
            f"The intercept moved by {b - intercept:.2f}.",
        )
        evidence.require(weight == 1 or mean > 3 * float(y.mean()), "The scores are not inflated.")


@claim
def a_threshold_decides_the_same(evidence: Evidence) -> None:
    """The weighted model cut at 0.5 and the plain one cut at 1/(1 + w) flag nearly the same cases."""
    x, y = cases(evidence, 100_000)
    weight = 20.0
    plain, weighted = fit(x, y, 1.0), fit(x, y, weight)
    fresh, truth = cases(evidence, 100_000)
    flags = {
        "plain, cut at 0.5": torch.sigmoid(plain[0] * fresh + plain[1]) > 0.5,
        "weight 20, cut at 0.5": torch.sigmoid(weighted[0] * fresh + weighted[1]) > 0.5,
        "plain, cut at 1/21": torch.sigmoid(plain[0] * fresh + plain[1]) > 1 / (1 + weight),
    }
    recalls = {}
    for name, flagged in flags.items():
        hits = float((flagged * truth).sum())
        recalls[name] = hits / float(truth.sum())
        precision = hits / max(float(flagged.sum()), 1.0)
        evidence.row(
            decision=name, recall=round(recalls[name], 3), precision=round(precision, 3), flagged=int(flagged.sum())
        )
    same = float((flags["weight 20, cut at 0.5"] == flags["plain, cut at 1/21"]).double().mean())
    evidence.require(same > 0.99, f"They agree on {same:.1%} of the cases.")
    evidence.require(recalls["plain, cut at 0.5"] < recalls["plain, cut at 1/21"] / 2, "The default cut is no worse.")


@claim
def copies_before_the_split_leak(evidence: Evidence) -> None:
    """Labels are pure chance, yet oversampling before the split gives a nearest-neighbour model perfect recall."""
    x, y = evidence.normal(600, 10), torch.zeros(600, dtype=torch.int64)
    y[:30] = 1  # which cases are positive has nothing to do with x
    copies, labels = torch.cat([x, x[:30].repeat(18, 1)]), torch.cat([y, torch.ones(540, dtype=torch.int64)])
    recalls = {}
    order = torch.randperm(len(copies), generator=evidence.rng)
    train, held = order[:800], order[800:]
    said = labels[train][torch.cdist(copies[held], copies[train]).argmin(1)]
    recalls["copies, then split"] = float(said[labels[held] == 1].double().mean())
    order = torch.randperm(600, generator=evidence.rng)
    train, held = order[:400], order[400:]
    said = y[train][torch.cdist(x[held], x[train]).argmin(1)]  # for the nearest neighbour copies make no difference
    recalls["split, then copies"] = float(said[y[held] == 1].double().mean())
    for name, recall in recalls.items():
        evidence.row(order=name, recall_on_validation=round(recall, 3))
    evidence.require(recalls["copies, then split"] > 0.95, "The leak does not show.")
    evidence.require(recalls["split, then copies"] < 0.6, "Even without a leak the recall is high.")
