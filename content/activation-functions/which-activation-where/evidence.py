"""Ranges, what a wrong range does at the output, and the parameters of a gated block."""

import torch
from torch import nn
from torch.nn import functional as F

from deepdrill.lab.evidence import Evidence, claim


@claim
def the_range_decides(evidence: Evidence) -> None:
    """Range and largest slope of the usual activations, measured between −20 and 20."""
    x = torch.linspace(-20, 20, 400_001, dtype=torch.float64)
    expected = {"sigmoid": (0, 1, 0.25), "tanh": (-1, 1, 1.0), "ReLU": (0, 20, 1.0), "GELU": (-0.17, 20, 1.13)}
    expected |= {"SiLU": (-0.278, 20, 1.1), "softplus": (0, 20, 1.0)}
    functions = (torch.sigmoid, torch.tanh, torch.relu, F.gelu, F.silu, F.softplus)
    for (name, (low, high, steep)), function in zip(expected.items(), functions, strict=True):
        at = x.clone().requires_grad_()
        y = function(at)
        y.sum().backward()
        seen = (float(y.detach().min()), float(y.detach().max()), float(at.grad.max()))
        evidence.row(activation=name, lowest=round(seen[0], 3), highest=round(seen[1], 3), steepest=round(seen[2], 3))
        for value, wanted in zip(seen, (low, high, steep), strict=True):
            evidence.require(abs(value - wanted) < 6e-3, f"{name}: {value:.4f} instead of {wanted}.")


def fitted(evidence: Evidence, last: nn.Module) -> tuple[float, float]:
    """Fit y = x1 − x2 with a small network; return the share of variance left and the share of stuck examples."""
    x = evidence.normal(400, 2)
    y = x[:, :1] - x[:, 1:]
    net = nn.Sequential(nn.Linear(2, 16), nn.Tanh(), nn.Linear(16, 1)).double()
    speeds = [torch.zeros_like(p) for p in net.parameters()]
    for _ in range(300):
        net.zero_grad()
        loss = (last(net(x)) - y).square().mean()
        loss.backward()
        with torch.no_grad():
            for p, speed in zip(net.parameters(), speeds, strict=True):
                p.sub_(0.02 * speed.mul_(0.9).add_(p.grad))
    below = float((net(x) < 0).double().mean())
    return float(loss.detach() / y.var()), below


@claim
def a_relu_output_cannot_be_negative(evidence: Evidence) -> None:
    """With a ReLU at the output about half or more of a symmetric target stays unexplained; without it nothing does."""
    for name, last, fits in (("identity", nn.Identity(), True), ("ReLU", nn.ReLU(), False)):
        rest, below = fitted(evidence, last)
        evidence.row(output=name, variance_left=round(rest, 3), share_of_negative_pre_activations=round(below, 2))
        evidence.require((rest < 0.05) == fits, f"{name} leaves {rest:.3f} of the variance.")
    evidence.require(rest > 0.3, f"The ReLU leaves only {rest:.2f}.")


@claim
def a_gated_block_needs_two_thirds_of_the_width(evidence: Evidence) -> None:
    """Three matrices of hidden width 8d/3 have as many weights as two of width 4d."""
    for d in (768, 3072, 12288):
        plain = sum(p.numel() for p in (nn.Linear(d, 4 * d, bias=False, device="meta").weight,) * 2)
        gated = sum(p.numel() for p in (nn.Linear(d, 8 * d // 3, bias=False, device="meta").weight,) * 3)
        evidence.row(d=d, two_matrices_of_4d=plain, three_of_8d_over_3=gated)
        evidence.require(plain == gated == 8 * d * d, f"{plain:,} and {gated:,} differ.")
