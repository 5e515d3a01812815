"""How a model ages, how much history is best, and what retraining cannot do."""

import math

import torch

from deepdrill.lab.evidence import Evidence, claim

FEATURES, PER_DAY, NOISE = 8, 10, 1.0


def world(evidence: Evidence, days: int, speed: float) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Draw days of examples whose true weights wander by `speed` a day."""
    weights = evidence.normal(FEATURES) + speed * evidence.normal(days, FEATURES).cumsum(0)
    x = evidence.normal(days, PER_DAY, FEATURES)
    y = (x * weights[:, None]).sum(-1) + NOISE * evidence.normal(days, PER_DAY)
    return x, y, weights


def fit(x: torch.Tensor, y: torch.Tensor, importance: torch.Tensor | None = None) -> torch.Tensor:
    """Fit a linear model to all examples, with a slight penalty."""
    x, y = x.reshape(-1, FEATURES), y.reshape(-1)
    weighted = x if importance is None else x * importance.reshape(-1, 1)
    return torch.linalg.solve(weighted.T @ x + 0.1 * torch.eye(FEATURES, dtype=x.dtype), weighted.T @ y)


@claim
def the_backtest_shows_the_decay(evidence: Evidence) -> None:
    """In a wandering world the error grows in proportion to the model's age; in one that stands still it does not."""
    ages = [0, 10, 20, 40, 80]
    for name, speed in (("wandering", 0.1), ("standing still", 0.0)):
        excess = [0.0] * len(ages)
        for _ in range(60):
            x, y, weights = world(evidence, 121, speed)
            learned = fit(x[:40], y[:40])
            for k, age in enumerate(
                ages
            ):  # for independent inputs the excess error is the squared distance of the weights
                excess[k] += float((learned - weights[40 + age]).square().sum()) / 60
        for age, error in zip(ages, excess, strict=True):
            evidence.row(world=name, age_in_days=age, error_above_noise=round(error, 3))
        evidence.curve(name, ages, excess)
        if speed:
            slope = (excess[-1] - excess[1]) / 70
            evidence.require(abs(slope / (FEATURES * speed**2) - 1) < 0.35, f"The error grows by {slope:.3f} a day.")
        else:
            evidence.require(excess[-1] < 1.1 * excess[0] + 0.01, "The model ages although nothing changes.")
    evidence.plot(x="age of the model, days", y="squared error above the noise")


@claim
def the_best_window_is_in_between(evidence: Evidence) -> None:
    """In a wandering world neither the last days nor the whole history is best; where nothing changes the whole is."""
    windows, days = (2, 5, 10, 20, 50, 200), 201
    for name, speed in (("wandering", 0.1), ("standing still", 0.0)):
        excess = [0.0] * len(windows)
        for _ in range(60):
            x, y, weights = world(evidence, days, speed)
            for k, window in enumerate(windows):
                learned = fit(x[-1 - window : -1], y[-1 - window : -1])
                excess[k] += float((learned - weights[-1]).square().sum()) / 60
        for window, error in zip(windows, excess, strict=True):
            evidence.row(world=name, window_in_days=window, error_above_noise=round(error, 3))
        evidence.curve(name, windows, excess)
        best = excess.index(min(excess))
        if speed:
            evidence.require(0 < best < len(windows) - 1, f"The best window is {windows[best]} days.")
            evidence.require(excess[-1] > 2 * excess[best], "The whole history is nearly as good.")
        else:
            evidence.require(best == len(windows) - 1, f"The best window is {windows[best]} days.")
    evidence.plot(x="window, days", y="squared error above the noise", log_x=True, log_y=True)


@claim
def retraining_does_not_repair_a_feature(evidence: Evidence) -> None:
    """When the feed of a feature breaks, a retrained model stays far worse than the old one with the feed repaired."""
    x, y, weights = world(evidence, 200, 0.0)
    weights, strongest = weights[0], int(weights[0].abs().argmax())
    old = fit(x[:100], y[:100])
    broken = x.clone()
    broken[..., strongest] = 0.0
    fresh = fit(broken[100:150], y[100:150])
    errors = {
        "old model, feed broken": float((broken[150:] @ old - y[150:]).square().mean()),
        "retrained, feed broken": float((broken[150:] @ fresh - y[150:]).square().mean()),
        "old model, feed repaired": float((x[150:] @ old - y[150:]).square().mean()),
    }
    for name, error in errors.items():
        evidence.row(state=name, squared_error=round(error, 3))
    repaired = errors["old model, feed repaired"]
    evidence.require(errors["retrained, feed broken"] > 1.3 * repaired, f"The errors are {errors}.")


@claim
def a_model_that_chooses_its_labels_learns_slowly(evidence: Evidence) -> None:
    """A model that lends only where it trusts never learns that a group was misjudged; a few random loans show it."""
    rounds, applicants = 20, 400
    truth = torch.tensor([0.9, 0.9], dtype=torch.float64)  # both groups pay back equally well
    ends = {}
    for name, explore in (("the model's choices only", 0.0), ("and 5 % at random", 0.05)):
        paid = torch.tensor([18.0, 5.0], dtype=torch.float64)  # an unlucky start: 18 and 5 of 20 paid back
        lent = torch.tensor([20.0, 20.0], dtype=torch.float64)
        for _ in range(rounds):
            trusted = paid / lent > 0.6
            share = torch.where(trusted, 1.0, explore)
            new = torch.binomial(
                torch.full((2,), applicants / 2, dtype=torch.float64), share.double(), generator=evidence.rng
            )
            lent = lent + new
            paid = paid + torch.binomial(new, truth, generator=evidence.rng)
        ends[name] = float((paid / lent)[1])
        evidence.row(labels_from=name, believed_of_the_second_group=round(ends[name], 3), truth=0.9, loans=int(lent[1]))
    evidence.require(math.isclose(ends["the model's choices only"], 0.25), "Without exploring it learned something.")
    evidence.require(ends["and 5 % at random"] > 0.8, f"With exploring it believes {ends['and 5 % at random']:.2f}.")
