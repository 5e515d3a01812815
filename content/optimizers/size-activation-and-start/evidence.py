"""What width and depth cost, how little the activation matters, and what the wrong start does to the signal."""

import torch
from torch import nn

from deepdrill.lab.evidence import Evidence, claim


@claim
def width_is_squared_and_depth_is_not(evidence: Evidence) -> None:
    """Between hidden layers twice the width is four times the weights, twice the depth about twice."""

    def weights(width: int, depth: int) -> int:
        return (depth - 1) * (width * width + width)

    for width, depth in ((256, 5), (512, 5), (256, 9)):
        evidence.row(width=width, hidden_layers=depth, weights_between_them=weights(width, depth))
    evidence.require(3.9 < weights(512, 5) / weights(256, 5) < 4, "It is not four times.")
    evidence.require(weights(256, 9) == 2 * weights(256, 5), "It is not twice.")


@claim
def the_start_follows_from_the_activation(evidence: Evidence) -> None:
    """After 30 layers He keeps the signal under ReLU, Xavier loses it there and keeps it better under tanh."""
    x = evidence.normal(64, 256)
    left = {}
    for name, gain, bend in (
        ("ReLU, He", 2.0, torch.relu),
        ("ReLU, Xavier", 1.0, torch.relu),
        ("tanh, Xavier", 1.0, torch.tanh),
        ("tanh, ten times too small", 0.01, torch.tanh),
    ):
        h = x
        for _ in range(30):
            h = bend(h @ evidence.normal(256, 256) * (gain / 256) ** 0.5)
        left[name] = float(h.square().mean())
        evidence.row(activation_and_start=name, mean_square_after_30_layers=left[name])
    evidence.require(0.1 < left["ReLU, He"] < 10, "He did not keep the signal.")
    evidence.require(left["ReLU, Xavier"] < 1e-6, "Xavier kept it under ReLU.")
    evidence.require(
        left["tanh, Xavier"] > 1e-3 and left["tanh, ten times too small"] < 1e-20, "Tanh behaves otherwise."
    )


@claim
def the_default_of_torch_is_smaller(evidence: Evidence) -> None:
    """Linear and convolutional layers of torch start with a variance of 1/3 over the fan-in, a sixth of He's."""
    for name, layer, fan_in in (("Linear", nn.Linear(512, 512), 512), ("Conv2d", nn.Conv2d(64, 64, 3), 576)):
        variance = float(layer.weight.detach().var()) * fan_in
        evidence.row(layer=name, variance_times_fan_in=round(variance, 3), he=2.0)
        evidence.require(abs(variance - 1 / 3) < 0.02, f"{name}: {variance:.3f} over the fan-in.")


@claim
def another_size_another_rate(evidence: Evidence) -> None:
    """The largest rate at which plain descent still learns falls when a layer gets eight times as wide."""
    x = evidence.normal(128, 10)
    y = torch.sin(x[:, 0])
    stable = {}
    for width in (32, 256):
        start = evidence.normal(10, width) / 10**0.5
        for rate in (3.0, 1.0, 0.3, 0.1, 0.03, 0.01, 0.003, 0.001, 0.0003):
            out = nn.Parameter(torch.zeros(width, dtype=torch.float64))
            h = torch.relu(x @ start)
            first = float((h @ out - y).square().mean().detach())
            for _ in range(60):
                slope = torch.autograd.grad((h @ out - y).square().mean(), out)[0]
                out.data -= rate * slope
            if float((h @ out - y).square().mean().detach()) < first:
                stable[width] = rate
                break
        evidence.row(width=width, largest_rate_tried_that_learns=stable[width])
    evidence.require(stable[256] < stable[32], "The wide network bears the same rate.")
