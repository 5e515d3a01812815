"""The network itself: its shapes, its parameters, and rows that do not see each other."""

import torch
from torch import nn

from deepdrill.lab.evidence import Evidence, claim


def network() -> nn.Sequential:
    """Build 784 to 128 to 10 in double precision."""
    return nn.Sequential(nn.Flatten(), nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 10)).double()


@claim
def shapes_and_parameters(evidence: Evidence) -> None:
    """The shapes are (64, 784), (64, 128), (64, 128), (64, 10), and there are 101,770 parameters."""
    x = evidence.uniform(64, 28, 28)
    shapes, total = [], 0
    for layer in network():
        x = layer(x)
        own = sum(p.numel() for p in layer.parameters())
        total += own
        shapes.append(tuple(x.shape))
        evidence.row(layer=type(layer).__name__, output=str(tuple(x.shape)), parameters=own)
    evidence.require(shapes == [(64, 784), (64, 128), (64, 128), (64, 10)], f"The shapes are {shapes}.")
    evidence.require(total == 784 * 128 + 128 + 128 * 10 + 10 == 101_770, f"There are {total:,} parameters.")


@claim
def rows_are_independent(evidence: Evidence) -> None:
    """An image gets the same scores alone and in a batch of 64: the weights are shared, the rows do not mix."""
    net, x = network(), evidence.uniform(64, 28, 28)
    with torch.no_grad():
        together = net(x)
        alone = torch.cat([net(x[i : i + 1]) for i in range(64)])
    apart = float((together - alone).abs().max())
    evidence.row(largest_difference=apart)
    evidence.require(apart < 1e-12, f"The scores differ by {apart:.1e}.")


@claim
def softmax_keeps_the_winner(evidence: Evidence) -> None:
    """The softmax makes each row sum to one and does not change which class is largest."""
    logits = evidence.normal(10_000, 10, scale=3.0)
    p = torch.softmax(logits, 1)
    evidence.row(largest_error_of_the_sum=float((p.sum(1) - 1).abs().max()))
    evidence.require((p.sum(1) - 1).abs().max() < 1e-12, "Some row does not sum to one.")
    evidence.require(torch.equal(p.argmax(1), logits.argmax(1)), "The softmax changed the largest class.")
