"""How long the steps become, what momentum gains in a narrow valley, and how Nesterov's version damps the swings."""

import math

import torch

from deepdrill.lab.evidence import Evidence, claim


def steps_to_settle(curvatures: torch.Tensor, rate: float, mu: float) -> int:
    """Count steps of the heavy ball until every coordinate of a quadratic has shrunk a million times."""
    w, v = torch.ones_like(curvatures), torch.zeros_like(curvatures)
    for step in range(1, 20_001):
        v = mu * v + curvatures * w
        w = w - rate * v
        if float(w.abs().max()) < 1e-6 and float((rate * v).abs().max()) < 1e-6:
            return step
    return 20_001


@claim
def a_persistent_gradient_is_multiplied(evidence: Evidence) -> None:
    """Under a gradient that stays the same, the step of v = μv + g grows to 1/(1 − μ) times the learning rate."""
    for mu, steps in ((0.0, 10), (0.5, 30), (0.9, 150), (0.99, 1_000)):
        v, moved = 0.0, []
        for _ in range(steps):
            v = mu * v + 1.0  # the gradient is one at every step
            moved.append(0.01 * v)
        evidence.row(momentum=mu, first_step=moved[0], last_step=moved[-1], times_the_rate=round(moved[-1] / 0.01, 3))
        evidence.require(abs(moved[0] - 0.01) < 1e-9, "The first step is not the learning rate.")
        seen = moved[-1] / 0.01
        evidence.require(abs(seen * (1 - mu) - 1) < 1e-3, f"With μ = {mu} the step is {seen:.2f} times the rate.")


@claim
def alternating_gradients_cancel(evidence: Evidence) -> None:
    """A gradient that flips its sign at every step is shrunk to 1/(1 + μ), one that keeps it grows to 1/(1 − μ)."""
    mu = 0.9
    for name, signs in (("keeps its sign", [1.0] * 400), ("changes its sign", [(-1.0) ** k for k in range(400)])):
        v = 0.0
        for g in signs:
            v = mu * v + g
        expected = 1 / (1 - mu) if name.startswith("keeps") else 1 / (1 + mu)
        evidence.row(gradient=name, size_of_velocity=round(abs(v), 4), expected=round(expected, 4))
        evidence.require(abs(abs(v) - expected) < 1e-6, f"The velocity is {abs(v):.3f}, not {expected:.3f}.")


@claim
def condition_number_becomes_its_root(evidence: Evidence) -> None:
    """On a quadratic the best plain descent needs steps in proportion to κ, the best momentum to about √κ."""
    ratios, plain, heavy = (25.0, 100.0, 400.0), [], []
    for kappa in ratios:
        curvatures = torch.logspace(-math.log10(kappa), 0, 12, dtype=torch.float64)
        low = 1 / kappa
        plain.append(steps_to_settle(curvatures, 2 / (1 + low), 0.0))
        root = math.sqrt(low)
        heavy.append(steps_to_settle(curvatures, 4 / (1 + root) ** 2, ((1 - root) / (1 + root)) ** 2))
        evidence.row(condition_number=kappa, plain_steps=plain[-1], momentum_steps=heavy[-1])
    by_plain, by_heavy = math.log(plain[-1] / plain[0], 16), math.log(heavy[-1] / heavy[0], 16)
    evidence.require(abs(by_plain - 1) < 0.1, f"Plain descent goes with κ to the power {by_plain:.2f}.")
    evidence.require(abs(by_heavy - 0.5) < 0.12, f"Momentum goes with κ to the power {by_heavy:.2f}.")
    evidence.plot(x="condition number κ", y="steps to shrink the error a million times", log_x=True, log_y=True)
    evidence.curve("plain", ratios, plain)
    evidence.curve("momentum", ratios, heavy)


@claim
def nesterov_damps_the_swings(evidence: Evidence) -> None:
    """With the same rate and momentum, Nesterov's version overshoots less in a steep direction and settles sooner."""
    mu, rate, curvature, steps = 0.9, 0.5, 1.0, 80
    paths = {}
    for name, ahead in (("momentum", 0.0), ("Nesterov", 1.0)):
        w, v, path = 1.0, 0.0, [1.0]
        for _ in range(steps):
            gradient = curvature * (w - ahead * rate * mu * v)
            v = mu * v + gradient
            w -= rate * v
            path.append(w)
        paths[name] = path
        evidence.row(version=name, farthest_beyond=round(-min(path), 3), left_after_40_steps=max(map(abs, path[40:50])))
    evidence.require(min(paths["Nesterov"]) > min(paths["momentum"]), "Nesterov overshoots at least as far.")
    late = {name: max(map(abs, path[40:50])) for name, path in paths.items()}
    evidence.require(late["Nesterov"] < late["momentum"] / 10, f"After 40 steps the swings are {late}.")
    evidence.plot(x="step", y="distance from the minimum")
    for name, path in paths.items():
        evidence.curve(name, range(steps + 1), path)
