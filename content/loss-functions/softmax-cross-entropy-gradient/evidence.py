"""The derived gradient against autograd, its sum, and what the forgotten terms would give."""

import torch
from torch.nn import functional as F

from deepdrill.lab.evidence import Evidence, claim


def setting(evidence: Evidence, n: int = 400, k: int = 7) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Draw logits that require gradients, labels, and soft targets."""
    z = evidence.normal(n, k, scale=2.0).requires_grad_()
    return z, evidence.integers(n, low=0, high=k), torch.softmax(evidence.normal(n, k), 1)


@claim
def the_gradient_is_p_minus_y(evidence: Evidence) -> None:
    """Autograd gives p − y for hard labels, p − t for soft targets that sum to one, and (p − y)/N for the mean."""
    z, y, t = setting(evidence)
    p = torch.softmax(z.detach(), 1)
    onehot = F.one_hot(y, z.shape[1]).double()
    for name, loss, derived in (
        ("hard labels, sum", F.cross_entropy(z, y, reduction="sum"), p - onehot),
        ("soft targets, sum", F.cross_entropy(z, t, reduction="sum"), p - t),
        ("hard labels, mean", F.cross_entropy(z, y), (p - onehot) / len(z)),
    ):
        apart = float((torch.autograd.grad(loss, z)[0] - derived).abs().max())
        evidence.row(loss=name, largest_difference=apart)
        evidence.require(apart < 1e-12, f"{name}: the derived gradient is off by {apart:.1e}.")


@claim
def finite_differences_agree(evidence: Evidence) -> None:
    """Central differences of the loss agree with p − y, and their error falls like the square of the step."""
    z, y, _ = setting(evidence, n=1)
    z = z.detach()
    derived = torch.softmax(z, 1)[0]
    derived[y[0]] -= 1
    errors, steps = [], (1e-1, 1e-2, 1e-3)
    for h in steps:
        nudges = torch.eye(z.shape[1], dtype=z.dtype) * h
        up, down = (F.cross_entropy(z + sign * nudges, y.expand(z.shape[1]), reduction="none") for sign in (1, -1))
        errors.append(float(((up - down) / (2 * h) - derived).abs().max()))
        evidence.row(step=h, largest_difference=errors[-1])
    evidence.require(errors[-1] < 1e-6, f"The smallest step is off by {errors[-1]:.1e}.")
    evidence.require(errors[0] / errors[1] > 50, f"Ten times smaller only divided it by {errors[0] / errors[1]:.0f}.")
    evidence.plot(x="step", y="largest difference", log_x=True, log_y=True)
    evidence.curve("central differences", steps, errors)


@claim
def the_entries_sum_to_zero(evidence: Evidence) -> None:
    """The gradient's entries sum to zero, lie between −1 and 1, and only the right class has a negative one."""
    z, y, _ = setting(evidence)
    grad = torch.autograd.grad(F.cross_entropy(z, y, reduction="sum"), z)[0]
    negative = grad < 0
    evidence.row(largest_sum=float(grad.sum(1).abs().max()), smallest=float(grad.min()), largest=float(grad.max()))
    evidence.require(grad.sum(1).abs().max() < 1e-12, "The entries do not sum to zero.")
    evidence.require(grad.abs().max() <= 1, "An entry is larger than one.")
    evidence.require(torch.equal(negative, F.one_hot(y, z.shape[1]).bool()), "A wrong class has a negative entry.")


@claim
def the_diagonal_alone_is_wrong(evidence: Evidence) -> None:
    """With the softmax's Jacobian cut to its diagonal p(1 − p) the result is not p − y."""
    z, y, _ = setting(evidence)
    p = torch.softmax(z.detach(), 1)
    onehot = F.one_hot(y, z.shape[1]).double()
    upstream = -onehot / p
    full = p * (upstream - (upstream * p).sum(1, keepdim=True))  # vector times diag(p) − ppᵀ
    diagonal = upstream * p * (1 - p)
    for name, found in (("whole Jacobian", full), ("diagonal only", diagonal)):
        apart = float((found - (p - onehot)).abs().max())
        evidence.row(used=name, largest_difference_from_p_minus_y=apart)
        evidence.require((apart < 1e-12) == (name == "whole Jacobian"), f"{name}: off by {apart:.1e}.")
