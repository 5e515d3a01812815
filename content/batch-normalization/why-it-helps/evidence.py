"""Larger rates, bad starts, a shift that is put back on purpose, and weights whose scale does not matter."""

import math

import torch
from torch import nn
from torch.nn import functional as F

from deepdrill.lab.evidence import Evidence, claim


class Shifted(nn.Module):
    """Batch norm, followed by a random shift and scale that change at every step: covariate shift on purpose."""

    def __init__(self, width: int, evidence: Evidence) -> None:
        super().__init__()
        self.norm = nn.BatchNorm1d(width)
        self.evidence = evidence

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Normalise, then move every channel by a fresh amount."""
        width = x.shape[1]
        return self.norm(x) * (0.75 + 0.5 * self.evidence.uniform(width)) + 0.5 * self.evidence.normal(width)


def train(evidence: Evidence, norm: str, rate: float, *, scale: float = 1.0, steps: int = 60) -> float:
    """Train a network of six ReLU layers; return the mean loss of the last ten steps."""
    width, depth = 32, 6
    x = evidence.normal(512, 10)
    y = ((x[:, 0] * x[:, 1] + x[:, 2]) > 0).long()
    parts: list[nn.Module] = []
    for layer in range(depth):
        linear = nn.Linear(10 if layer == 0 else width, width)
        nn.init.normal_(linear.weight, std=scale * (2 / linear.in_features) ** 0.5)
        between = {
            "none": nn.Identity,
            "batch norm": lambda: nn.BatchNorm1d(width),
            "shifted": lambda: Shifted(width, evidence),
        }
        parts += [linear, between[norm](), nn.ReLU()]
    net = nn.Sequential(*parts, nn.Linear(width, 2)).double()
    losses = []
    for _ in range(steps):
        rows = evidence.integers(96, low=0, high=512)
        net.zero_grad()
        loss = F.cross_entropy(net(x[rows]), y[rows])
        loss.backward()
        losses.append(float(loss.detach()))
        with torch.no_grad():
            for p in net.parameters():
                p.sub_(rate * p.grad)
    last = sum(losses[-10:]) / 10
    return 1e9 if math.isnan(last) else last  # not a number: it diverged


def shown(loss: float) -> float | str:
    """Round a loss for the table."""
    return round(loss, 3) if loss < 1e6 else "diverged"


@claim
def larger_rates_and_worse_starts(evidence: Evidence) -> None:
    """With batch norm six layers train at rate 2 and from weights 3 times too large or small; without they do not."""
    for case, rate, scale in (
        ("rate 2", 2.0, 1.0),
        ("rate 0.3, weights / 3", 0.3, 1 / 3),
        ("rate 0.3, weights x 3", 0.3, 3.0),
    ):
        plain, normed = (train(evidence, norm, rate, scale=scale) for norm in ("none", "batch norm"))
        evidence.row(case=case, loss_without=shown(plain), loss_with=shown(normed))
        evidence.require(normed < 0.55, f"{case}: with batch norm the loss stays at {normed:.2f}.")
        evidence.require(plain > 0.6, f"{case}: without it the loss falls to {plain:.2f}.")


@claim
def added_shift_hardly_hurts(evidence: Evidence) -> None:
    """With random shifts put back after batch norm training is still far ahead of the plain network at rate 2."""
    plain, normed, shifted = (train(evidence, norm, 2.0) for norm in ("none", "batch norm", "shifted"))
    for name, loss in (("none", plain), ("batch norm", normed), ("batch norm, then random shifts", shifted)):
        evidence.row(normalisation=name, loss=shown(loss))
    evidence.require(shifted < 0.6, f"With added shift the loss stays at {shifted:.2f}.")
    evidence.require(plain > 0.6, f"The plain network reaches {plain:.2f}.")


@claim
def weights_before_it_are_scale_invariant(evidence: Evidence) -> None:
    """Weights before batch norm: times a, the loss is unchanged, the gradient divided by a, and orthogonal to them."""
    x, target = evidence.normal(64, 12), evidence.normal(64, 6)
    base = evidence.normal(12, 6)
    norms = []
    for a in (0.1, 1.0, 10.0):
        w = (a * base).requires_grad_()
        z = x @ w
        out = torch.tanh((z - z.mean(0)) / z.var(0, unbiased=False).sqrt())
        loss = (out - target).square().mean()
        (slope,) = torch.autograd.grad(loss, w)
        cosine = float((slope * w.detach()).sum(0).abs().max() / (slope.norm() * w.detach().norm()))
        norms.append(float(slope.norm()))
        evidence.row(factor=a, loss=float(loss.detach()), gradient=norms[-1], cosine_with_the_weights=cosine)
        evidence.require(cosine < 1e-12, f"The gradient has a component of {cosine:.1e} along the weights.")
    evidence.require(abs(norms[0] / norms[1] - 10) < 1e-6 and abs(norms[1] / norms[2] - 10) < 1e-6, "It is not 1/a.")


@claim
def the_backward_pass_is_not_reset(evidence: Evidence) -> None:
    """Plain ReLU layers with batch norm: the signal keeps its size, the error grows by about 1.2 per layer backward."""
    width, depth = 128, 40
    h = evidence.normal(128, width)
    outputs = []
    for _ in range(depth):
        z = h @ evidence.normal(width, width, scale=(2 / width) ** 0.5)
        h = torch.relu((z - z.mean(0)) / z.var(0, unbiased=False).sqrt())
        if not outputs:
            h.requires_grad_()
        outputs.append(h)
    slopes = torch.autograd.grad((h * evidence.normal(*h.shape)).sum(), outputs)
    for layer in (0, 19, 39):
        evidence.row(
            layer=layer + 1,
            size_of_signal=round(float(outputs[layer].detach().square().mean().sqrt()), 3),
            size_of_error=float(slopes[layer].norm()),
        )
    sizes = [float(one.detach().square().mean().sqrt()) for one in outputs]
    factor = float(slopes[0].norm() / slopes[-1].norm()) ** (1 / (depth - 1))
    evidence.row(layer="factor per layer", size_of_signal=1.0, size_of_error=round(factor, 3))
    evidence.require(max(sizes) / min(sizes) < 1.2, "The signal changes its size.")
    evidence.require(1.15 < factor < 1.25, f"The error grows by {factor:.2f} per layer.")


@claim
def the_shape_stays(evidence: Evidence) -> None:
    """Batch norm sets mean and variance and keeps the shape: the skewness of an exponential stays 2."""
    x = -evidence.uniform(200_000, 1).log()
    out = (x - x.mean()) / x.std(unbiased=False)
    skew = float(out.pow(3).mean())
    evidence.row(
        mean=round(float(out.mean()), 6),
        variance=round(float(out.var()), 4),
        skewness=round(skew, 2),
        gaussian_skewness=0.0,
    )
    evidence.require(abs(skew - 2) < 0.15, f"The skewness is {skew:.2f}.")
