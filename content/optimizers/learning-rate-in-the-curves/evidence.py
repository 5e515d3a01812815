"""Where a rate becomes too high, why curves cross, and what a sweep over rates looks like."""

import math

import torch

from deepdrill.lab.evidence import Evidence, claim


@claim
def two_over_the_curvature(evidence: Evidence) -> None:
    """On a parabola of curvature h, descent flips its sign above a rate of 1/h, and diverges above 2/h."""
    h = 4.0
    for times in (0.05, 0.5, 1.5, 1.95, 2.05, 2.5):
        path = [1.0]
        for _ in range(60):
            path.append(path[-1] - times / h * h * path[-1])
        shrinks, flips = abs(path[-1]) < 1, path[1] < 0
        evidence.row(rate_times_curvature=times, factor=round(1 - times, 2), shrinks=shrinks, flips_sign=flips)
        evidence.require(shrinks == (times < 2), f"At {times}/h it {'shrinks' if shrinks else 'grows'}.")
        evidence.require(flips == (times > 1), f"At {times}/h the sign is not as said.")
        if times < 2.4:
            evidence.curve(f"rate = {times}/h", range(41), [0.5 * h * w * w for w in path[:41]])
    evidence.plot(x="step", y="loss", log_y=True)


@claim
def the_curves_cross(evidence: Evidence) -> None:
    """With noisy gradients the largest stable rate wins the first steps, and a smaller one ends lower."""
    steps, losses = 1_000, {}
    curvature = torch.tensor([1.0, 0.3, 0.1], dtype=torch.float64)
    for rate in (0.01, 0.1, 1.0):
        w, losses[rate] = torch.full((300, 3), 2.0, dtype=torch.float64), []
        for _ in range(steps):
            w = w - rate * (curvature * w + evidence.normal(300, 3, scale=0.3))
            losses[rate].append(float((curvature * w * w).sum(1).mean() / 2))
        evidence.row(rate=rate, after_10=losses[rate][9], after_100=losses[rate][99], after_1000=losses[rate][-1])
        evidence.curve(f"rate {rate}", range(1, steps + 1), losses[rate])
    evidence.plot(x="step", y="loss", log_y=True)
    early = min(losses, key=lambda rate: losses[rate][9])
    late = min(losses, key=lambda rate: losses[rate][-1])
    evidence.require(early == 1.0, f"After 10 steps the rate {early} leads.")
    evidence.require(late < early, f"At the end the rate {late} leads.")
    drops = losses[0.01][-300] - losses[0.01][-1]
    evidence.require(drops > 0.001, "The smallest rate is not still falling at the end.")


@claim
def a_sweep_has_a_valley(evidence: Evidence) -> None:
    """A small network at rates a factor of three apart: too low learns little, too high learns nothing."""
    x = evidence.normal(256, 8, dtype=torch.float32)
    y = torch.sin(2 * x[:, 0]) + x[:, 1] * x[:, 2]
    guessing = float(y.var(correction=0))
    rates = [0.0003 * 10 ** (k / 2) for k in range(9)]
    first, second = (
        evidence.normal(8, 32, dtype=torch.float32) / 8**0.5,
        evidence.normal(32, dtype=torch.float32) / 32**0.5,
    )
    ends = []
    for rate in rates:
        weights = [first.clone(), torch.zeros(32), second.clone()]
        for _ in range(150):
            w1, b1, w2 = (w.detach().requires_grad_() for w in weights)
            loss = (torch.tanh(x @ w1 + b1) @ w2 - y).square().mean()
            gradients = torch.autograd.grad(loss, (w1, b1, w2))
            weights = [w - rate * g for w, g in zip(weights, gradients, strict=True)]
        last = float(loss.detach())
        ends.append(min(last, 1e6) if math.isfinite(last) else 1e6)
        evidence.row(rate=round(rate, 5), loss=round(ends[-1], 3), loss_of_guessing_the_mean=round(guessing, 3))
    best = ends.index(min(ends))
    evidence.require(0 < best < len(rates) - 1, "The best rate lies at an end of the sweep.")
    evidence.require(ends[0] > 1.5 * ends[best], "The lowest rate is nearly as good as the best.")
    evidence.require(ends[-1] > guessing, "The highest rate still learns.")
    evidence.plot(x="learning rate", y="loss after 150 steps", log_x=True, log_y=True)
    evidence.curve("small network", rates, ends)
