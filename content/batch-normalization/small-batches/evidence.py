"""The noise of the statistics over the batch size, the gap between both modes, and what accumulation does not do."""

import torch
from torch import nn

from deepdrill.lab.evidence import Evidence, claim

SIZES = (2, 4, 8, 16, 32, 128)


@claim
def the_noise_falls_like_the_root(evidence: Evidence) -> None:
    """The error of a batch mean is 1/√B of the data's deviation; that of the deviation falls as well."""
    means, deviations = [], []
    for size in SIZES:
        x = evidence.normal(20_000, size)
        means.append(float(x.mean(1).std()))
        deviations.append(float(x.std(1, unbiased=False).std()))
        evidence.row(
            batch=size,
            noise_of_the_mean=round(means[-1], 3),
            root=round(size**-0.5, 3),
            noise_of_the_deviation=round(deviations[-1], 3),
        )
        evidence.require(abs(means[-1] * size**0.5 - 1) < 0.03, f"At {size} the noise is {means[-1]:.3f}.")
    evidence.plot(x="batch size", y="noise of the statistic", log_x=True, log_y=True)
    evidence.curve("mean", SIZES, means)
    evidence.curve("deviation", SIZES, deviations)


@claim
def two_values_become_plus_and_minus_one(evidence: Evidence) -> None:
    """Batch norm over two vectors gives ±1 for every feature, whatever the values were."""
    norm = nn.BatchNorm1d(1_000, affine=False, eps=1e-12).double()
    out = norm(evidence.normal(2, 1_000, scale=100.0) + 50)
    evidence.row(smallest_size=float(out.abs().min()), largest_size=float(out.abs().max()))
    evidence.require((out.abs() - 1).abs().max() < 1e-6, "Some output is not ±1.")


@claim
def the_gap_between_the_modes_grows(evidence: Evidence) -> None:
    """Train and eval mode differ the more the smaller the batch is; group norm's outputs do not differ at all."""
    gaps = []
    for size in SIZES:
        norm = nn.BatchNorm1d(64).double()
        group = nn.GroupNorm(8, 64).double()
        for _ in range(100):
            norm(evidence.normal(size, 64))
        x = evidence.normal(256, 64)
        with torch.no_grad():
            noisy = torch.cat([norm(part) for part in x.split(size)])
            apart = torch.cat([group(part) for part in x.split(size)])
            norm.eval()
            gaps.append(float((noisy - norm(x)).square().mean().sqrt()))
            same = float((apart - group.eval()(x)).abs().max())
        evidence.row(batch=size, batch_norm_gap=round(gaps[-1], 3), group_norm_gap=same)
        evidence.require(same < 1e-12, f"Group norm differs by {same:.1e}.")
    evidence.require(gaps[0] > 3 * gaps[-1] and gaps[0] > 0.5, f"The gaps are {gaps}.")
    evidence.plot(x="batch size", y="difference between train and eval mode", log_x=True)
    evidence.curve("batch norm", SIZES, gaps)


@claim
def accumulation_does_not_change_the_statistics(evidence: Evidence) -> None:
    """16 accumulated micro-batches of 2 give another gradient than one batch of 32; with group norm both are equal."""
    x, target = evidence.normal(32, 16), evidence.normal(32, 16)
    for name, norm in (("batch norm", nn.BatchNorm1d(16).double()), ("group norm", nn.GroupNorm(4, 16).double())):
        net = nn.Sequential(nn.Linear(16, 16), norm, nn.Tanh()).double()
        weight = net[0].weight
        (net(x) - target).square().mean().backward()
        whole = weight.grad.clone()
        net.zero_grad()
        for rows, wanted in zip(x.split(2), target.split(2), strict=True):
            ((net(rows) - wanted).square().mean() / 16).backward()
        apart = float((weight.grad - whole).norm() / whole.norm())
        evidence.row(normalisation=name, relative_difference_of_the_gradient=apart)
        evidence.require(apart > 0.1 if name == "batch norm" else apart < 1e-12, f"{name}: {apart:.1e}.")
