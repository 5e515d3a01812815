"""How many people a test needs, what looking every day does, and how logs favour the model that made them."""

import math

import torch

from deepdrill.lab.evidence import Evidence, claim


def z_of(first: torch.Tensor, second: torch.Tensor, n: int) -> torch.Tensor:
    """Compute the statistic of the difference of two rates from counts of n each."""
    rate = (first + second) / (2 * n)
    return (second - first) / n / (2 * rate * (1 - rate) / n).sqrt()


def clicks(evidence: Evidence, n: int, rate: float, runs: int) -> torch.Tensor:
    """Draw how many of n people click, for many tests."""
    return torch.binomial(torch.full((runs,), float(n)), torch.tensor(rate), generator=evidence.rng).double()


@claim
def fifty_eight_thousand_per_arm(evidence: Evidence) -> None:
    """To see 10.0 against 10.5 % with 80 % power takes about 58,000 people per arm; with 5,000 it is mostly missed."""
    needed = (1.96 + 0.8416) ** 2 * (0.1 * 0.9 + 0.105 * 0.895) / 0.005**2
    sizes, powers = (5_000, 20_000, 58_000, 120_000), []
    for n in sizes:
        z = z_of(clicks(evidence, n, 0.1, 4_000), clicks(evidence, n, 0.105, 4_000), n)
        powers.append(float((z.abs() > 1.96).double().mean()))
        evidence.row(people_per_arm=n, effect_found=round(powers[-1], 3))
    evidence.require(57_000 < needed < 59_000, f"The formula gives {needed:.0f}.")
    evidence.require(abs(powers[2] - 0.8) < 0.03, f"With 58,000 it is found in {powers[2]:.0%}.")
    evidence.require(powers[0] < 0.25, f"With 5,000 it is found in {powers[0]:.0%}.")
    evidence.plot(x="people per arm", y="share of tests that find it", log_x=True)
    evidence.curve("10.0 against 10.5 %", sizes, powers)


@claim
def ten_looks_find_what_is_not_there(evidence: Evidence) -> None:
    """Without any effect, stopping at the first of ten looks with p < 0.05 makes 19 % of tests significant."""
    looks, batch, runs = 10, 2_000, 20_000
    first = torch.stack([clicks(evidence, batch, 0.1, runs) for _ in range(looks)], 1).cumsum(1)
    second = torch.stack([clicks(evidence, batch, 0.1, runs) for _ in range(looks)], 1).cumsum(1)
    z = torch.stack([z_of(first[:, k], second[:, k], batch * (k + 1)) for k in range(looks)], 1)
    significant = ((z.abs() > 1.96).double().cumsum(1) > 0).double()  # at this look or at an earlier one
    rates = significant.mean(0).tolist()
    for k in (1, 2, 5, 10):
        evidence.row(looks=k, called_significant=round(rates[k - 1], 3))
    at_the_end = float((z[:, -1].abs() > 1.96).double().mean())
    evidence.row(looks=1, called_significant=round(at_the_end, 3))
    evidence.require(abs(at_the_end - 0.05) < 0.01, f"At the planned end it is {at_the_end:.3f}.")
    evidence.require(0.17 < rates[-1] < 0.22, f"With ten looks it is {rates[-1]:.3f}.")
    evidence.plot(x="looks so far", y="share called significant, without any effect")
    evidence.curve("stop at p < 0.05", range(1, looks + 1), rates)


@claim
def logs_favour_the_model_that_made_them(evidence: Evidence) -> None:
    """Judged by clicks in the old model's logs, the old model beats a truly better one that ranks other items first."""
    people, items, shown = 4_000, 30, 5
    taste = evidence.normal(people, items)
    old, new = (taste + noise * evidence.normal(people, items) for noise in (2.0, 1.0))
    clicked = evidence.uniform(people, items) < torch.sigmoid(2 * taste - 2)
    visible = torch.zeros(people, items, dtype=torch.bool).scatter_(1, old.topk(shown, 1).indices, value=True)
    logged = clicked & visible  # nobody can click on what was not shown
    seen = {}
    for name, scores in (("old", old), ("new", new)):
        top = scores.topk(shown, 1).indices
        seen[name] = float(logged.gather(1, top).double().mean()), float(clicked.gather(1, top).double().mean())
        evidence.row(
            model=name, click_rate_by_the_logs=round(seen[name][0], 3), click_rate_if_shown=round(seen[name][1], 3)
        )
    evidence.require(seen["old"][0] > seen["new"][0], "The logs favour the new model.")
    evidence.require(seen["new"][1] > 1.1 * seen["old"][1], "The new model is no better when shown.")


@claim
def requests_of_one_person_are_not_independent(evidence: Evidence) -> None:
    """With ten requests per person, counting requests as independent calls far more than 5 % of tests significant."""
    people, requests, runs = 400, 10, 2_000
    false = {}
    habit = torch.sigmoid(evidence.normal(2, runs, people) * 1.5 - 2)  # some click often, some hardly ever
    total = torch.binomial(torch.full_like(habit, float(requests)), habit, generator=evidence.rng)
    first, second = total.sum(-1)
    by_request = z_of(first, second, people * requests)
    rates = total / requests
    mean, variance = rates.mean(-1), rates.var(-1)
    by_person = (mean[1] - mean[0]) / ((variance[0] + variance[1]) / people).sqrt()
    for name, z in (("request", by_request), ("person", by_person)):
        false[name] = float((z.abs() > 1.96).double().mean())
        evidence.row(unit_of_analysis=name, called_significant=round(false[name], 3))
    evidence.require(false["request"] > 0.1, f"By request it is {false['request']:.3f}.")
    evidence.require(math.isclose(false["person"], 0.05, abs_tol=0.02), f"By person it is {false['person']:.3f}.")
