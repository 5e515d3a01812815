"""A metric without slope, a run in which loss and accuracy both rise, and what guessing costs."""

import math

import torch
from torch.nn import functional as F

from deepdrill.lab.evidence import Evidence, claim


@claim
def accuracy_has_no_slope(evidence: Evidence) -> None:
    """A change of a weight by a millionth leaves the accuracy as it is and moves the cross-entropy by its gradient."""
    x = evidence.normal(500, 5)
    y = (x[:, 0] + 0.5 * evidence.normal(500) > 0).double()
    w = evidence.normal(5).requires_grad_()
    slope = torch.autograd.grad(F.binary_cross_entropy_with_logits(x @ w, y), w)[0]
    w = w.detach()
    for k in range(5):
        h = torch.zeros(5, dtype=torch.float64)
        h[k] = 1e-6
        up, down = x @ (w + h), x @ (w - h)
        hits = [int(((z > 0) == y.bool()).sum()) for z in (up, down)]
        loss = [float(F.binary_cross_entropy_with_logits(z, y)) for z in (up, down)]
        measured = (loss[0] - loss[1]) / 2e-6
        evidence.row(weight=k, change_of_the_hits=hits[0] - hits[1], slope_of_the_loss=round(measured, 5))
        evidence.require(hits[0] == hits[1], "A prediction flipped.")
        evidence.require(abs(measured - float(slope[k])) < 1e-6, "The loss does not follow its gradient.")


@claim
def loss_and_accuracy_can_both_rise(evidence: Evidence) -> None:
    """With 5% wrong labels in the validation set its loss and its accuracy rise together, from step 30 to step 300."""
    n, dimension = 300, 20
    direction = evidence.normal(dimension) / math.sqrt(dimension)

    def rows(count: int, wrong: float) -> tuple[torch.Tensor, torch.Tensor]:
        x = evidence.normal(count, dimension)
        flipped = evidence.uniform(count) < wrong
        return x, ((x @ direction > 0) ^ flipped).double()

    (x, y), (tested, wanted) = rows(n, 0.0), rows(4_000, 0.05)
    w = torch.zeros(dimension, dtype=torch.float64)
    steps, losses, accuracies = (2, 10, 30, 100, 300, 1000), [], []
    for step in range(1, steps[-1] + 1):
        w = w - 2.0 * x.T @ (torch.sigmoid(x @ w) - y) / n
        if step in steps:
            z = tested @ w
            losses.append(float(F.binary_cross_entropy_with_logits(z, wanted)))
            accuracies.append(float(((z > 0) == wanted.bool()).double().mean()))
            evidence.row(step=step, validation_loss=round(losses[-1], 3), validation_accuracy=round(accuracies[-1], 3))
    evidence.plot(x="step", y="on validation data", log_x=True)
    evidence.curve("loss", steps, losses)
    evidence.curve("accuracy", steps, accuracies)
    evidence.require(losses[4] > losses[2] + 0.03, f"The loss went from {losses[2]:.3f} to {losses[4]:.3f}.")
    evidence.require(accuracies[4] > accuracies[2], f"The accuracy went to {accuracies[4]:.3f}.")


@claim
def what_guessing_costs(evidence: Evidence) -> None:
    """Equal logits cost ln C for C classes, and a wrong binary prediction costs at least ln 2."""
    for classes in (2, 10, 1000):
        loss = float(F.cross_entropy(torch.zeros(8, classes, dtype=torch.float64), torch.arange(8) % classes))
        evidence.row(classes=classes, loss_of_equal_logits=round(loss, 4), ln_of_classes=round(math.log(classes), 4))
        evidence.require(abs(loss - math.log(classes)) < 1e-12, f"It is {loss:.3f}.")
    z = evidence.normal(10_000, scale=3.0)
    wrong = F.softplus(z[z > 0])  # label zero, logit above zero
    evidence.row(
        classes="wrong, of two", loss_of_equal_logits=round(float(wrong.min()), 4), ln_of_classes=round(math.log(2), 4)
    )
    evidence.require(wrong.min() >= math.log(2), "A wrong prediction cost less than ln 2.")
