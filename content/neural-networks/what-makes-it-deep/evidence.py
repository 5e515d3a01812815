"""A network's features, against the raw input, for a linear classifier on top."""

import torch
from torch import nn

from deepdrill.lab.evidence import Evidence, claim


def rings(evidence: Evidence, n: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Draw points of two classes: a disc and a ring around it."""
    label = evidence.integers(n, low=0, high=2)
    radius = 1.0 + 1.5 * label + evidence.normal(n, scale=0.25)
    angle = evidence.uniform(n) * 2 * torch.pi
    return torch.stack((radius * angle.cos(), radius * angle.sin()), 1), label


def linear_accuracy(x: torch.Tensor, y: torch.Tensor, tested: torch.Tensor, wanted: torch.Tensor) -> float:
    """Fit a linear classifier by least squares with an intercept and measure it on other points."""
    ones = torch.ones(len(x), 1, dtype=x.dtype)
    fit = torch.linalg.lstsq(torch.cat((x, ones), 1), 2 * y.double() - 1, driver="gelsd").solution
    guess = torch.cat((tested, torch.ones(len(tested), 1, dtype=x.dtype)), 1) @ fit > 0
    return float((guess == wanted.bool()).double().mean())


@claim
def the_representation_is_learned(evidence: Evidence) -> None:
    """A linear classifier fails on the raw coordinates of two rings and works on the features of a trained network."""
    x, y = rings(evidence, 600)
    tested, wanted = rings(evidence, 2_000)
    body = nn.Sequential(nn.Linear(2, 16), nn.Tanh(), nn.Linear(16, 4), nn.Tanh()).double()
    head = nn.Linear(4, 1).double()

    def seen(name: str) -> float:
        with torch.no_grad():
            accuracy = linear_accuracy(body(x), y, body(tested), wanted)
        evidence.row(input_of_the_linear_classifier=name, accuracy=round(accuracy, 3))
        return accuracy

    raw = linear_accuracy(x, y, tested, wanted)
    evidence.row(input_of_the_linear_classifier="raw coordinates", accuracy=round(raw, 3))
    seen("4 features, before training")
    whole = nn.Sequential(body, head)
    speeds = [torch.zeros_like(p) for p in whole.parameters()]
    for _ in range(400):
        whole.zero_grad()
        nn.functional.binary_cross_entropy_with_logits(whole(x)[:, 0], y.double()).backward()
        with torch.no_grad():
            for p, speed in zip(whole.parameters(), speeds, strict=True):
                p.sub_(0.2 * speed.mul_(0.9).add_(p.grad))
    learned = seen("4 features, after training")
    evidence.require(raw < 0.75, f"The raw coordinates already give {raw:.2f}.")
    evidence.require(learned > 0.95, f"The learned features only give {learned:.2f}.")


@claim
def a_large_linear_model_is_not_deep(evidence: Evidence) -> None:
    """Extra columns that are linear in the coordinates change nothing: the larger linear model fails the same way."""
    x, y = rings(evidence, 600)
    tested, wanted = rings(evidence, 2_000)
    start = linear_accuracy(x, y, tested, wanted)
    for columns in (2, 20, 200):
        turn = evidence.normal(2, columns)
        accuracy = linear_accuracy(x @ turn, y, tested @ turn, wanted)
        evidence.row(columns=columns, accuracy=round(accuracy, 3))
        evidence.require(
            abs(accuracy - start) < 0.01, f"{columns} linear columns reach {accuracy:.3f}, not {start:.3f}."
        )
