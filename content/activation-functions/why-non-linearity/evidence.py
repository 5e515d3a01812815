"""Linear layers merged into one, what the best of them can fit, and what an activation in between changes."""

import itertools

import torch
from torch import nn

from deepdrill.lab.evidence import Evidence, claim


@claim
def a_linear_stack_is_one_layer(evidence: Evidence) -> None:
    """Any number of linear layers with biases equals one matrix and one bias; with ReLUs in between it does not."""
    x = evidence.normal(500, 6)
    for depth in (2, 5, 20):
        layers = [nn.Linear(6, 6).double() for _ in range(depth)]
        A, c = torch.eye(6, dtype=torch.float64), torch.zeros(6, dtype=torch.float64)
        plain, bent = x, x
        with torch.no_grad():
            for layer in layers:
                A, c = layer.weight @ A, layer.weight @ c + layer.bias
                plain, bent = layer(plain), torch.relu(layer(bent))
            merged = x @ A.T + c
            apart = float((plain - merged).abs().max())
            ones = torch.cat((x, torch.ones(500, 1, dtype=x.dtype)), 1)
            fit = ones @ torch.linalg.lstsq(ones, bent).solution
            rest = float((bent - fit).square().sum() / (bent - bent.mean(0)).square().sum())
        evidence.row(layers=depth, stack_minus_one_layer=apart, relu_unexplained_by_a_linear_map=round(rest, 3))
        evidence.require(apart < 1e-12, f"{depth} layers differ from one by {apart:.1e}.")
        evidence.require(rest > 0.05, f"A linear map explains all but {rest:.3f} of the ReLU network.")


@claim
def depth_without_activations_fits_no_better(evidence: Evidence) -> None:
    """Trained on a parabola, three linear layers stop at the error of a straight line; with tanh they go far below."""
    x = torch.linspace(-1, 1, 200, dtype=torch.float64)[:, None]
    y = x.square()
    line = float((y - y.mean()).square().mean())  # by symmetry the best straight line is flat
    errors = {}
    for name, between in (("none", nn.Identity), ("tanh", nn.Tanh)):
        sizes = (1, 16, 16, 1)
        parts: list[nn.Module] = []
        for fan_in, fan_out in itertools.pairwise(sizes):
            parts += [nn.Linear(fan_in, fan_out), between()]
        net = nn.Sequential(*parts[:-1]).double()
        speeds = [torch.zeros_like(p) for p in net.parameters()]
        for _ in range(300):
            net.zero_grad()
            loss = (net(x) - y).square().mean()
            loss.backward()
            with torch.no_grad():
                for p, speed in zip(net.parameters(), speeds, strict=True):
                    p.sub_(0.05 * speed.mul_(0.9).add_(p.grad))
        errors[name] = float(loss.detach())
        evidence.row(activation=name, squared_error=round(errors[name], 5), best_line=round(line, 5))
    evidence.require(errors["none"] > 0.999 * line, f"Linear layers reached {errors['none']:.4f}, below the best line.")
    evidence.require(errors["tanh"] < line / 10, f"With tanh it only reached {errors['tanh']:.4f}.")


@claim
def relu_is_not_linear(evidence: Evidence) -> None:
    """relu(a + b) differs from relu(a) + relu(b) whenever the signs of a and b differ, so ReLU is not linear."""
    a, b = evidence.normal(10_000), evidence.normal(10_000)
    differs = (torch.relu(a + b) - torch.relu(a) - torch.relu(b)).abs() > 1e-12
    evidence.row(pairs=10_000, with_different_signs=int((a * b < 0).sum()), not_additive=int(differs.sum()))
    evidence.require(torch.equal(differs, a * b < 0), "Additivity fails elsewhere.")
