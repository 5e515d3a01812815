"""The numbers of the segments: what a voucher must bring, the size of a test, units that decide, clusters in noise."""

import math

import torch

from deepdrill.lab.evidence import Evidence, claim


@claim
def when_a_voucher_pays(evidence: Evidence) -> None:
    """With 4% who buy anyway, 15 euros an order and 10 for the voucher, the rate has to reach 12%."""
    without = 0.04 * 15
    for rate in (0.04, 0.06, 0.08, 0.12, 0.16):
        gain = rate * (15 - 10) - without
        evidence.row(buy_with_voucher=f"{rate:.0%}", gain_for_each_customer_in_euros=round(gain, 2))
        if rate == 0.12:
            evidence.require(abs(gain) < 1e-9, f"At 12% it gains {gain:.2f}.")


@claim
def customers_in_the_test(evidence: Evidence) -> None:
    """To see 4.4% against 4.0% takes 39,500 customers in each arm, 120,000 in all if a fifth is control (5%, 80%)."""
    z = 1.959964 + 0.841621
    for high in (0.050, 0.044, 0.042):
        low = 0.040
        needed = z**2 * (low * (1 - low) + high * (1 - high)) / (high - low) ** 2
        evidence.row(against_4_percent=f"{high:.1%}", customers_in_each_arm=math.ceil(needed))
        if high == 0.044:
            evidence.require(39_000 < needed < 40_000, f"It takes {needed:.0f}.")
            in_all = z**2 * (low * (1 - low) / 0.2 + high * (1 - high) / 0.8) / (high - low) ** 2
            arms = f"{round(0.2 * in_all):,} and {round(0.8 * in_all):,}"
            evidence.row(against_4_percent="4.4%, a fifth as control", customers_in_each_arm=arms)
            evidence.require(119_000 < in_all < 121_000, f"It takes {in_all:.0f} in all.")


@claim
def units_decide(evidence: Evidence) -> None:
    """Groups that differ in how often they order are lost to k-means in euros, and found after log and scale."""
    group = (evidence.uniform(600) < 0.5).long()
    orders = torch.where(group == 1, 20.0, 3.0) * torch.exp(0.3 * evidence.normal(600))
    euros = torch.exp(5 + 1.2 * evidence.normal(600))  # what a basket costs: skewed, and the same in both groups
    raw = torch.stack([orders, euros], dim=1)
    logged = raw.log()
    scaled = (logged - logged.mean(dim=0)) / logged.std(dim=0)
    found = {}
    for name, points in (("as they are", raw), ("log, then equal scale", scaled)):
        found[name] = _adjusted_rand(_k_means(points, 2, evidence), group, 2)
        evidence.row(features=name, agreement_with_the_groups=round(found[name], 2))
    evidence.require(found["as they are"] < 0.1, f"As they are it is {found['as they are']:.2f}.")
    evidence.require(found["log, then equal scale"] > 0.8, f"It is {found['log, then equal scale']:.2f}.")


@claim
def clusters_in_noise(evidence: Evidence) -> None:
    """k-means gives five groups of a cloud without any, and resampling shows that they are not the same twice."""
    cloud = evidence.normal(600, 8)
    real = cloud + 6 * evidence.normal(5, 8)[evidence.integers(600, low=0, high=5)]
    agreed = {}
    for name, points in (("a cloud without groups", cloud), ("five groups", real)):
        values = []
        for _ in range(3):
            fits = [points[evidence.integers(len(points), low=0, high=len(points))] for _ in range(2)]
            labels = [torch.cdist(points, _centres(fit, 5, evidence)).argmin(dim=1) for fit in fits]
            values.append(_adjusted_rand(labels[0], labels[1], 5))
        agreed[name] = sum(values) / len(values)
        evidence.row(data=name, groups_given=5, agreement_of_two_fits=round(agreed[name], 2))
    evidence.require(agreed["a cloud without groups"] < 0.6, "The groups of the cloud are stable.")
    evidence.require(agreed["five groups"] > 0.8, f"Real groups agree in {agreed['five groups']:.2f}.")


def _centres(points: torch.Tensor, k: int, evidence: Evidence) -> torch.Tensor:
    """Give the centres of the best of four runs of k-means, each begun at far points (k-means++)."""
    best, best_cost = points[:k], math.inf
    for _ in range(4):
        centres = points[evidence.integers(1, low=0, high=len(points))]
        while len(centres) < k:
            far = torch.cdist(points, centres).amin(dim=1).square()
            centres = torch.cat([centres, points[torch.multinomial(far, 1, generator=evidence.rng)]])
        for _ in range(12):
            nearest = torch.cdist(points, centres).argmin(dim=1)
            centres = torch.stack(
                [points[nearest == i].mean(dim=0) if (nearest == i).any() else centres[i] for i in range(k)]
            )
        cost = float(torch.cdist(points, centres).amin(dim=1).square().sum())
        if cost < best_cost:
            best, best_cost = centres, cost
    return best


def _k_means(points: torch.Tensor, k: int, evidence: Evidence) -> torch.Tensor:
    return torch.cdist(points, _centres(points, k, evidence)).argmin(dim=1)


def _adjusted_rand(one: torch.Tensor, other: torch.Tensor, k: int) -> float:
    """Give the agreement of two groupings: 1 for the same, 0 for what chance gives."""
    table = torch.bincount(one * k + other, minlength=k * k).reshape(k, k).double()

    def pairs(counts: torch.Tensor) -> float:
        return float((counts * (counts - 1) / 2).sum())

    rows, columns, both = pairs(table.sum(dim=1)), pairs(table.sum(dim=0)), pairs(table)
    chance = rows * columns / pairs(table.sum().reshape(1))
    return (both - chance) / ((rows + columns) / 2 - chance)
