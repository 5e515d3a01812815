"""Data that are two points, plus and minus one: there the best noise prediction is known exactly."""

import torch

from deepdrill.lab.evidence import Evidence, claim

STEPS = 200
BETA = torch.linspace(1e-4, 0.06, STEPS, dtype=torch.float64)
KEPT = torch.cumprod(1 - BETA, 0)  # alpha bar


def best_image(x: torch.Tensor, t: int) -> torch.Tensor:
    """Return E[x_0 | x_t] for data at plus and minus one with equal chances."""
    return torch.tanh(KEPT[t].sqrt() * x / (1 - KEPT[t]))


def best_noise(x: torch.Tensor, t: int) -> torch.Tensor:
    """Return E[eps | x_t], from x_t = sqrt(abar) x_0 + sqrt(1 - abar) eps."""
    return (x - KEPT[t].sqrt() * best_image(x, t)) / (1 - KEPT[t]).sqrt()


@claim
def one_jump_equals_many_steps(evidence: Evidence) -> None:
    """Noising step by step and jumping to step t with sqrt(abar) give the same mean and variance."""
    x = torch.ones(20_000, dtype=torch.float64)
    for t in range(100):
        x = (1 - BETA[t]).sqrt() * x + BETA[t].sqrt() * evidence.normal(20_000)
        if t in (9, 49, 99):
            mean, var = float(KEPT[t].sqrt()), float(1 - KEPT[t])
            evidence.row(
                step=t + 1,
                mean=round(float(x.mean()), 3),
                by_formula=round(mean, 3),
                variance=round(float(x.var()), 3),
                by_formula_too=round(var, 3),
            )
            evidence.require(abs(float(x.mean()) - mean) < 0.03, f"The mean at {t + 1} is {x.mean():.3f}.")
            evidence.require(abs(float(x.var()) / var - 1) < 0.05, f"The variance at {t + 1} is {x.var():.3f}.")


@claim
def the_noise_is_the_score(evidence: Evidence) -> None:
    """The best noise prediction equals minus sqrt(1 - abar) times the gradient of the log density."""
    for t in (20, 80, 150):
        x = torch.linspace(-2, 2, 41, dtype=torch.float64, requires_grad=True)
        var = 1 - KEPT[t]
        density = torch.exp(-((x - KEPT[t].sqrt()) ** 2) / (2 * var)) + torch.exp(
            -((x + KEPT[t].sqrt()) ** 2) / (2 * var)
        )
        (score,) = torch.autograd.grad(density.log().sum(), x)
        gap = float((best_noise(x.detach(), t) + var.sqrt() * score).abs().max())
        evidence.row(step=t, gap=gap)
        evidence.require(gap < 1e-8, f"They differ by {gap}.")


@claim
def many_steps_find_both_points_one_step_the_average(evidence: Evidence) -> None:
    """From pure noise, 200 steps end at plus or minus one, about half each; one single step ends near zero."""
    x = evidence.normal(2_000)
    one = best_image(x, STEPS - 1)
    for t in reversed(range(STEPS)):
        mean = (x - BETA[t] / (1 - KEPT[t]).sqrt() * best_noise(x, t)) / (1 - BETA[t]).sqrt()
        x = mean + (BETA[t].sqrt() * evidence.normal(2_000) if t else 0)
    near = float(((x.abs() - 1).abs() < 0.1).double().mean())
    plus = float((x > 0).double().mean())
    evidence.row(
        near_a_point=round(near, 3), at_plus_one=round(plus, 3), size_after_one_step=round(float(one.abs().mean()), 3)
    )
    evidence.require(near > 0.98, f"Only {near:.2f} of the samples are near a point.")
    evidence.require(0.45 < plus < 0.55, f"{plus:.2f} of the samples are at plus one.")
    evidence.require(float(one.abs().mean()) < 0.3, f"One step gives {one.abs().mean():.2f}.")
