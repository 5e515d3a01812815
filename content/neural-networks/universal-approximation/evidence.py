"""Pieces that depth multiplies and width adds, and what width and the activation can reach in one layer."""

import math

import torch

from deepdrill.lab.evidence import Evidence, claim

GRID = 2**12


def tent(x: torch.Tensor) -> torch.Tensor:
    """Fold [0, 1] once: up to one at a half and down again, by two ReLU units."""
    return 2 * torch.relu(x) - 4 * torch.relu(x - 0.5)


def pieces(y: torch.Tensor) -> int:
    """Count the straight pieces of a function given on an even grid."""
    slopes = y.diff()
    return 1 + int(((slopes[1:] - slopes[:-1]).abs() > 1e-9).sum())


@claim
def depth_multiplies_the_pieces(evidence: Evidence) -> None:
    """The tent map composed k times (2 units a layer) has 2^k straight pieces; one layer of 2k units at most 2k + 1."""
    x = torch.linspace(0, 1, GRID + 1, dtype=torch.float64)
    depths, deep, shallow = range(1, 9), [], []
    y = x
    for k in depths:
        y = tent(y)
        deep.append(pieces(y))
        units = 2 * k
        # Kinks on grid points, so that each is seen as exactly one change of slope.
        places = evidence.integers(units, low=1, high=GRID).double() / GRID
        flat = torch.relu(x[:, None] - places) @ evidence.normal(units)
        shallow.append(pieces(flat))
        evidence.row(layers=k, units=units, deep=deep[-1], one_layer=shallow[-1])
        evidence.require(deep[-1] == 2**k, f"{k} folds gave {deep[-1]} pieces.")
        evidence.require(shallow[-1] <= units + 1, f"{units} units in one layer gave {shallow[-1]} pieces.")
    evidence.plot(x="layers k, of two units each", y="straight pieces", log_y=True)
    evidence.curve("deep: k layers of 2 units", depths, deep)
    evidence.curve("one layer of 2k units", depths, shallow)


@claim
def width_buys_accuracy(evidence: Evidence) -> None:
    """One layer of n ReLU units, its kinks spread evenly, follows a sine to an error that falls like 1/n²."""
    x = torch.linspace(0, 1, 5_000, dtype=torch.float64)
    target = torch.sin(2 * math.pi * x)
    widths, errors = (4, 8, 16, 32, 64), []
    for n in widths:
        knots = torch.linspace(0, 1, n + 1, dtype=torch.float64)
        heights = torch.sin(2 * math.pi * knots)
        slopes = heights.diff() * n
        bends = torch.cat((slopes[:1], slopes.diff()))  # what each unit adds to the slope
        reached = heights[0] + torch.relu(x[:, None] - knots[:-1]) @ bends
        errors.append(float((reached - target).abs().amax()))
        evidence.row(units=n, largest_error=round(errors[-1], 5))
    for n, wide, narrow in zip(widths[2:], errors[2:], errors[1:], strict=False):
        evidence.require(3.6 < narrow / wide < 4.4, f"Doubling to {n} units divides the error by {narrow / wide:.2f}.")
    evidence.plot(x="hidden units", y="largest error", log_x=True, log_y=True)
    evidence.curve("measured", widths, errors)
    evidence.curve("proportional to 1/n²", widths, [errors[-1] * (widths[-1] / n) ** 2 for n in widths])


@claim
def a_polynomial_activation_is_not_enough(evidence: Evidence) -> None:
    """One layer of squaring units fits a sine no better at any width, since its output is always a quadratic."""
    x = torch.linspace(-1, 1, 400, dtype=torch.float64)
    target = torch.sin(math.pi * x)
    powers = torch.stack((torch.ones_like(x), x, x**2), 1)
    best = float((powers @ torch.linalg.lstsq(powers, target).solution - target).square().mean().sqrt())
    for n in (4, 16, 64):
        inside = x[:, None] * evidence.normal(n) + evidence.normal(n)
        error = {}
        for name, units in (("square", inside**2), ("relu", torch.relu(inside))):
            features = torch.cat((torch.ones_like(x)[:, None], units), 1)
            fit = torch.linalg.lstsq(features, target, driver="gelsd").solution
            error[name] = float((features @ fit - target).square().mean().sqrt())
        evidence.row(units=n, squares=round(error["square"], 4), relu=round(error["relu"], 4))
        evidence.require(error["square"] > best - 1e-9, "Squares beat the best quadratic.")
    evidence.require(error["relu"] < best / 10, f"64 ReLU units only reach {error['relu']:.3f}.")
