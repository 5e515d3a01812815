"""A saturated gradient, Shapley values by all orders, twins that share, and a background that changes the story."""

import itertools
import math
from collections.abc import Callable

import torch

from deepdrill.lab.evidence import Evidence, claim

Model = Callable[[torch.Tensor], torch.Tensor]


def shapley(model: Model, x: torch.Tensor, background: torch.Tensor) -> list[float]:
    """Average the marginal contributions over all orders; missing features come from the background rows."""
    n = len(x)

    def worth(present: frozenset[int]) -> float:
        rows = background.clone()
        for i in present:
            rows[:, i] = x[i]
        return float(model(rows).mean())

    values = [0.0] * n
    for order in itertools.permutations(range(n)):
        for place, i in enumerate(order):
            before = frozenset(order[:place])
            values[i] += (worth(before | {i}) - worth(before)) / math.factorial(n)
    return values


@claim
def a_saturated_gradient_is_blind(evidence: Evidence) -> None:
    """For min(x, 1) at x = 2 the gradient is 0, though x makes the whole output; integrated gradients give 1."""
    x = torch.tensor(2.0, dtype=torch.float64, requires_grad=True)
    (slope,) = torch.autograd.grad(torch.minimum(x, torch.ones_like(x)), x)
    path = (torch.arange(1_000, dtype=torch.float64) + 0.5) / 1_000 * 2.0
    integrated = 2.0 * float((path < 1).double().mean())
    evidence.row(output=1.0, output_without=0.0, gradient=float(slope), integrated_gradients=round(integrated, 3))
    evidence.require(float(slope) == 0.0, f"The gradient is {slope}.")
    evidence.require(abs(integrated - 1) < 1e-9, f"The integral is {integrated}.")


@claim
def the_values_add_up(evidence: Evidence) -> None:
    """Shapley values of a non-linear model add up to its output minus its average over the background."""
    weights = evidence.normal(4, 6)
    out = evidence.normal(6)
    background, x = evidence.normal(50, 4), evidence.normal(4)

    def model(rows: torch.Tensor) -> torch.Tensor:
        return torch.tanh(rows @ weights) @ out

    values = shapley(model, x, background)
    total, difference = sum(values), float(model(x[None])[0] - model(background).mean())
    evidence.row(sum_of_values=round(total, 6), output_minus_average=round(difference, 6))
    evidence.require(abs(total - difference) < 1e-9, f"{total} and {difference}.")


@claim
def twins_share_and_the_background_decides(evidence: Evidence) -> None:
    """A feature given twice gets half the value each, and another background may turn the sign of a value."""
    x = torch.tensor([1.0, 1.0, 0.5], dtype=torch.float64)
    zeros = torch.zeros(1, 3, dtype=torch.float64)
    alone = shapley(lambda r: 2 * r[:, 0] + r[:, 2], x, zeros)
    twins = shapley(lambda r: r[:, 0] + r[:, 1] + r[:, 2], x, zeros)
    other = shapley(lambda r: 2 * r[:, 0] + r[:, 2], x, torch.full((1, 3), 2.0, dtype=torch.float64))
    evidence.row(case="one feature", first=round(alone[0], 6), second=round(alone[1], 6))
    evidence.row(case="its weight on two twins", first=round(twins[0], 6), second=round(twins[1], 6))
    evidence.row(case="one feature, background at 2", first=round(other[0], 6), second=round(other[1], 6))
    evidence.require(
        abs(alone[0] - 2) < 1e-9 and max(abs(twins[0] - 1), abs(twins[1] - 1)) < 1e-9, f"{alone}, {twins}."
    )
    evidence.require(other[0] < 0, f"With the other background the value is {other[0]}.")


@claim
def the_kernel_width_changes_a_local_fit(evidence: Evidence) -> None:
    """A local line on f = sin(3x) + 0.3x at x = 0.6: it falls for a narrow kernel and rises for a wide one."""
    x = evidence.normal(20_000) * 2
    f = torch.sin(3 * x) + 0.3 * x
    slopes = []
    for width in (0.1, 0.3, 1.0):
        weight = torch.exp(-((x - 0.6) ** 2) / (2 * width**2))
        centred = x - (weight * x).sum() / weight.sum()
        slopes.append(float((weight * centred * f).sum() / (weight * centred**2).sum()))
        evidence.row(kernel_width=width, slope=round(slopes[-1], 3), true_slope=round(3 * math.cos(1.8) + 0.3, 3))
    evidence.require(slopes[0] < -0.2, f"The narrow slope is {slopes[0]:.2f}.")
    evidence.require(slopes[2] > 0.2, f"The wide slope is {slopes[2]:.2f}.")
