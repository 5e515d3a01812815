"""The three losses over the margin, who still gets a gradient, and a far point that is right."""

import torch
from torch.nn import functional as F

from deepdrill.lab.evidence import Evidence, claim

LOSSES = {
    "squared": lambda m: (1 - m).square(),
    "cross-entropy": lambda m: F.softplus(-m),
    "hinge": lambda m: torch.relu(1 - m),
}


@claim
def what_a_margin_costs(evidence: Evidence) -> None:
    """Right by ten: hinge is exactly zero, cross-entropy small but not zero, squared error on the score costs 81."""
    at = torch.tensor([-2.0, 0.3, 1.0, 10.0], dtype=torch.float64)
    for name, loss in LOSSES.items():
        m = at.clone().requires_grad_()
        value = loss(m)
        value.sum().backward()
        seen = value.detach()
        evidence.row(
            loss=name,
            wrong_by_2=round(float(seen[0]), 4),
            right_by_0_3=round(float(seen[1]), 4),
            right_by_10=float(seen[3]),
            gradient_at_10=float(m.grad[3]),
        )
        if name == "hinge":
            evidence.require(float(seen[3]) == 0 == float(m.grad[3]), "The hinge is not zero beyond its margin.")
            evidence.require(abs(float(seen[1]) - 0.7) < 1e-12, "Inside the margin the hinge should cost 0.7.")
        if name == "cross-entropy":
            evidence.require(0 < float(seen[3]) < 1e-4 and float(m.grad[3]) < 0, "Cross-entropy is zero, or large.")
        if name == "squared":
            evidence.require(float(seen[3]) == 81 and float(m.grad[3]) > 0, "Squared error does not push back.")
    line = torch.linspace(-2, 4, 121, dtype=torch.float64)
    evidence.plot(x="signed margin y·s", y="loss")
    for name, loss in LOSSES.items():
        evidence.curve(name, line, loss(line))


def train(x: torch.Tensor, y: torch.Tensor, loss: str, steps: int = 600) -> torch.Tensor:
    """Fit a linear classifier with an intercept: by least squares, or by gradient descent on scaled columns."""
    rows = torch.cat((x, torch.ones(len(x), 1, dtype=x.dtype)), 1)
    if loss == "squared":
        return torch.linalg.lstsq(rows, y).solution
    scale = rows.abs().mean(0)
    signed = y[:, None] * rows / scale
    w = torch.zeros(rows.shape[1], dtype=torch.float64)
    for _ in range(steps):
        m = signed @ w
        slope = -torch.sigmoid(-m) if loss == "cross-entropy" else -(m < 1).double()
        w = w - 0.3 * (slope @ signed) / len(y)
    return w / scale


def blobs(evidence: Evidence, n: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Draw two classes of equal size, one on each side."""
    y = 1.0 - 2.0 * (torch.arange(n) % 2).double()
    return evidence.normal(n, 2) + 2 * y[:, None] * torch.tensor([1.0, 0.0], dtype=torch.float64), y


@claim
def only_some_examples_count_for_the_hinge(evidence: Evidence) -> None:
    """After training, most examples have no hinge gradient at all, and all have some from cross-entropy."""
    x, y = blobs(evidence, 300)
    rows = torch.cat((x, torch.ones(300, 1, dtype=x.dtype)), 1)
    for loss in ("hinge", "cross-entropy"):
        m = y * (rows @ train(x, y, loss))
        m.requires_grad_()
        LOSSES[loss](m).sum().backward()
        silent = float((m.grad == 0).double().mean())
        evidence.row(loss=loss, share_of_examples_without_gradient=round(silent, 3))
        evidence.require(silent > 0.6 if loss == "hinge" else silent == 0, f"{loss}: {silent:.2f} have no gradient.")


@claim
def far_points_that_are_right_spoil_least_squares(evidence: Evidence) -> None:
    """Thirty points far on the correct side move the boundary of least squares; hinge and cross-entropy keep theirs."""
    x, y = blobs(evidence, 300)
    far = torch.tensor([30.0, 0.0], dtype=torch.float64) + evidence.normal(30, 2)
    more_x, more_y = torch.cat((x, far)), torch.cat((y, torch.ones(30, dtype=torch.float64)))
    tested, wanted = blobs(evidence, 4_000)
    rows = torch.cat((tested, torch.ones(4_000, 1, dtype=x.dtype)), 1)
    for loss in LOSSES:
        before, after = (
            float(((rows @ train(*data, loss) > 0) == (wanted > 0)).double().mean())
            for data in ((x, y), (more_x, more_y))
        )
        evidence.row(loss=loss, accuracy=round(before, 3), accuracy_with_far_correct_points=round(after, 3))
        lost = before - after
        evidence.require(lost > 0.03 if loss == "squared" else lost < 0.02, f"{loss} lost {lost:.3f}.")
