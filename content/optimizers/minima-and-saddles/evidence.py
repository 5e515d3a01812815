"""How rare minima are among flat points, how long a saddle holds descent, and what sharpness is worth."""

import itertools
import math

import torch

from deepdrill.lab.evidence import Evidence, claim


@claim
def all_directions_up_is_rare(evidence: Evidence) -> None:
    """Of random symmetric curvature matrices, the share with all eigenvalues positive collapses with the dimension."""
    sizes, shares = (1, 2, 3, 4, 6, 8), []
    for d in sizes:
        a = evidence.normal(8_000, d, d)
        lowest = torch.linalg.eigvalsh((a + a.mT) / 2)[:, 0]
        shares.append(float((lowest > 0).double().mean()))
        evidence.row(dimensions=d, minima=round(shares[-1], 5), coin_flips=round(0.5**d, 5))
    evidence.require(abs(shares[0] - 0.5) < 0.02, "In one dimension it is not a coin flip.")
    evidence.require(shares[2] < 0.05, f"In three dimensions {shares[2]:.1%} are minima.")
    evidence.require(shares[-1] < 1e-3, f"In eight dimensions {shares[-1]:.2%} are minima.")
    evidence.plot(x="dimensions", y="share of flat points that are minima")
    evidence.curve("random curvature", sizes, shares)
    evidence.curve("as many coin flips", sizes, [0.5**d for d in sizes])


@claim
def a_saddle_delays_by_the_logarithm(evidence: Evidence) -> None:
    """Near a saddle descent stays for a time that grows with the logarithm of its distance, and noise ends it."""
    rate, stays, powers = 0.1, [], (2, 4, 6, 8)
    for power in powers:
        y, steps = 10.0**-power, 0
        while abs(y) < 1:
            y, steps = y + rate * 2 * y, steps + 1
        stays.append(steps)
        evidence.row(distance=f"1e-{power}", noise="none", steps=steps)
    by_pair = [later - earlier for earlier, later in itertools.pairwise(stays)]
    evidence.require(max(by_pair) - min(by_pair) <= 1, f"The stay does not grow evenly: {stays}.")
    evidence.plot(x="log₁₀ of 1 ÷ distance from the ridge", y="steps until it is left")
    evidence.curve("no noise", powers, stays)
    y, longest = torch.zeros(1_000, dtype=torch.float64), 0  # on the ridge itself, where plain descent would stay
    while bool((y.abs() < 1).any()) and longest < 2_000:
        y, longest = torch.where(y.abs() < 1, y + rate * (2 * y + evidence.normal(1_000, scale=0.01)), y), longest + 1
    evidence.row(distance="0", noise="0.01", steps=longest)
    evidence.require(longest < 200, f"With noise some run stays {longest} steps.")


def stuck(evidence: Evidence, width: int, runs: int = 80) -> float:
    """Train networks of one hidden layer on exclusive-or by plain descent; the share that still errs at the end."""
    x = torch.tensor([[-1.0, -1.0], [-1.0, 1.0], [1.0, -1.0], [1.0, 1.0]])
    y = torch.tensor([0.0, 1.0, 1.0, 0.0])
    weights = [
        evidence.normal(runs, 2, width).float(),
        evidence.normal(runs, 1, width, scale=0.1).float(),
        evidence.normal(runs, width, scale=1 / math.sqrt(width)).float(),
    ]
    for _ in range(250):
        first, shift, second = (w.detach().requires_grad_() for w in weights)
        logits = (torch.relu(x @ first + shift) * second[:, None, :]).sum(-1)  # (runs, 4)
        loss = torch.nn.functional.binary_cross_entropy_with_logits(logits, y.expand(runs, 4), reduction="none")
        gradients = torch.autograd.grad(loss.mean(1).sum(), (first, shift, second))
        weights = [w - 0.5 * g for w, g in zip(weights, gradients, strict=True)]
    return float(((logits > 0).double() != y).any(1).double().mean())


@claim
def width_makes_bad_minima_rare(evidence: Evidence) -> None:
    """On exclusive-or, many networks with few hidden units end with errors; with more units hardly any does."""
    widths, shares = (2, 4, 16), []
    for width in widths:
        shares.append(stuck(evidence, width))
        evidence.row(hidden_units=width, share_that_errs=shares[-1])
    evidence.require(shares[0] > 0.2, f"With two units only {shares[0]:.0%} err.")
    evidence.require(shares[-1] < 0.03, f"With sixteen units {shares[-1]:.0%} still err.")
    evidence.plot(x="hidden units", y="share of starts that end with errors")
    evidence.curve("plain descent", widths, shares)


@claim
def sharpness_changes_without_the_function(evidence: Evidence) -> None:
    """Scaling one ReLU layer up and the next one down leaves every output alone and makes the minimum far sharper."""
    x, first, second = evidence.normal(64, 3), evidence.normal(3, 4), evidence.normal(4)

    def outputs(w: torch.Tensor) -> torch.Tensor:
        return torch.relu(x @ w[:12].reshape(3, 4)) @ w[12:]

    y = outputs(torch.cat([first.flatten(), second]))
    sharpest = []
    for scale in (1.0, 3.0, 10.0):
        w = torch.cat([first.flatten() * scale, second / scale])
        far = float((outputs(w) - y).abs().max())
        hessian = torch.autograd.functional.hessian(lambda p: (outputs(p) - y).square().mean(), w)
        sharpest.append(float(torch.linalg.eigvalsh(hessian)[-1]))
        evidence.row(scale=scale, largest_change_of_an_output=far, largest_curvature=round(sharpest[-1], 2))
        evidence.require(far < 1e-9, "The function has changed.")
    evidence.require(
        sharpest[2] > 10 * sharpest[0], f"The curvature only went from {sharpest[0]:.1f} to {sharpest[2]:.1f}."
    )
