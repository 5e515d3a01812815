"""Small changes that add up, and a saturated softmax that hides its gradient without being safe."""

import math

import torch
from torch.nn import functional

from deepdrill.lab.evidence import Evidence, claim

EPS = 0.02


@claim
def tiny_changes_add_up(evidence: Evidence) -> None:
    """Along the signs a linear score moves by eps·||w||₁, growing with √d; by random signs it moves by about eps."""
    sizes, along, randomly = (100, 1_000, 10_000, 100_000), [], []
    for d in sizes:
        w = functional.normalize(evidence.normal(d), dim=0)
        along.append(float(w @ (EPS * w.sign())))
        random = EPS * (evidence.integers(50, d, low=0, high=2) * 2 - 1).double()
        randomly.append(float((random @ w).square().mean().sqrt()))
        evidence.row(pixels=d, along_the_signs=round(along[-1], 4), random_signs=round(randomly[-1], 4))
        evidence.require(abs(along[-1] - EPS * float(w.abs().sum())) < 1e-9, "It is not eps times the 1-norm.")
    evidence.require(along[-1] > 20 * along[0] and randomly[-1] < 2 * EPS, f"{along}, {randomly}.")
    evidence.plot(x="pixels", y="change of the score", log_x=True, log_y=True)
    evidence.curve("along the signs", sizes, along)
    evidence.curve("random signs", sizes, randomly)


def trained(evidence: Evidence) -> tuple[torch.nn.Module, torch.Tensor, torch.Tensor]:
    """Train a small classifier of 200 inputs with two classes."""
    y = evidence.integers(600, low=0, high=2)
    x = evidence.normal(600, 200, dtype=torch.float32) + 0.15 * (2 * y[:, None] - 1)
    net = torch.nn.Sequential(torch.nn.Linear(200, 32), torch.nn.ReLU(), torch.nn.Linear(32, 2))
    adam = torch.optim.Adam(net.parameters(), lr=3e-3)
    for _ in range(60):
        adam.zero_grad()
        functional.cross_entropy(net(x), y).backward()
        adam.step()
    return net, x, y


def attacked(
    net: torch.nn.Module, x: torch.Tensor, y: torch.Tensor, eps: float, *, factor: float, by_logits: bool
) -> tuple[float, float]:
    """Return the accuracy after one FGSM step and the share of inputs with a gradient of exactly zero."""
    x = x.clone().requires_grad_()
    logits = factor * net(x)
    if by_logits:
        loss = (logits.gather(1, 1 - y[:, None]) - logits.gather(1, y[:, None])).sum()
    else:
        loss = -torch.softmax(logits, 1).gather(1, y[:, None]).log().sum()
    (grad,) = torch.autograd.grad(loss, x)
    dead = float((grad.abs().sum(1) == 0).double().mean())
    return float(((factor * net(x + eps * grad.sign())).argmax(1) == y).double().mean()), dead


@claim
def a_hidden_gradient_is_no_defence(evidence: Evidence) -> None:
    """With scaled-up logits, as distillation leaves them, FGSM on the softmax stalls, on the logits it succeeds."""
    net, x, y = trained(evidence)
    clean = float((net(x).argmax(1) == y).double().mean())
    plain, _ = attacked(net, x, y, 0.3, factor=1.0, by_logits=False)
    hidden, dead = attacked(net, x, y, 0.3, factor=200.0, by_logits=False)
    logits, _ = attacked(net, x, y, 0.3, factor=200.0, by_logits=True)
    evidence.row(model="plain", accuracy=round(clean, 3), after_fgsm=round(plain, 3))
    evidence.row(
        model="logits times 200",
        accuracy=round(clean, 3),
        after_fgsm=round(hidden, 3),
        after_fgsm_on_logits=round(logits, 3),
        gradients_exactly_zero=round(dead, 3),
    )
    evidence.require(clean > 0.95 and plain < 0.3, f"Clean {clean:.2f}, attacked {plain:.2f}.")
    evidence.require(
        hidden > 0.6 and dead > 0.6, f"With scaled logits FGSM leaves {hidden:.2f}, {dead:.2f} without gradient."
    )
    evidence.require(logits < 0.3, f"On the logits it leaves {logits:.2f}.")


@claim
def attacks_transfer(evidence: Evidence) -> None:
    """An FGSM step computed on one network fools another, trained on other data; random signs do not."""
    mine, x, y = trained(evidence)
    target, _, _ = trained(evidence)
    grad_of = x.clone().requires_grad_()
    (grad,) = torch.autograd.grad(functional.cross_entropy(mine(grad_of), y), grad_of)
    before = float((target(x).argmax(1) == y).double().mean())
    moved = float((target(x + 0.3 * grad.sign()).argmax(1) == y).double().mean())
    noise = (evidence.integers(*x.shape, low=0, high=2) * 2 - 1).float()
    shaken = float((target(x + 0.3 * noise).argmax(1) == y).double().mean())
    evidence.row(
        target_clean=round(before, 3), after_transferred_step=round(moved, 3), after_random_signs=round(shaken, 3)
    )
    evidence.require(before - moved > 0.3, f"From {before:.2f} to {moved:.2f} only.")
    evidence.require(before - shaken < 0.1, f"Random signs alone lower it to {shaken:.2f}.")
    evidence.require(math.isfinite(moved), "No number.")
