"""The variance of a sum, the half that a ReLU removes, and the signal through fifty layers for three scales."""

import math

import torch

from deepdrill.lab.evidence import Evidence, claim


@claim
def variances_add_up(evidence: Evidence) -> None:
    """Var(z) is n · Var(w) · E[x²], also for inputs that have no mean of zero."""
    for n in (16, 256):
        for name, x in (
            ("centred", evidence.normal(n)),
            ("mean 3", 3 + evidence.normal(n)),
            ("relu", evidence.normal(n)),
        ):
            inputs = torch.relu(x) if name == "relu" else x
            z = evidence.normal(8_000, n, scale=0.2) @ inputs  # over the draw of the weights
            expected = n * 0.04 * float(inputs.square().mean())
            evidence.row(fan_in=n, inputs=name, variance=round(float(z.var()), 3), formula=round(expected, 3))
            evidence.require(abs(float(z.var()) / expected - 1) < 0.06, f"{float(z.var()):.3f} is not {expected:.3f}.")


@claim
def relu_halves_the_mean_square(evidence: Evidence) -> None:
    """For a symmetric z the mean square after a ReLU is half of Var(z); its variance is 1/2 − 1/(2π) = 0.34 of it."""
    z = evidence.normal(400_000)
    after = torch.relu(z)
    square, variance = float(after.square().mean() / z.var()), float(after.var() / z.var())
    evidence.row(mean=round(float(after.mean()), 3), mean_square=round(square, 3), variance=round(variance, 3))
    evidence.require(abs(square - 0.5) < 0.006, f"The mean square is {square:.3f} of the variance.")
    evidence.require(abs(variance - (0.5 - 0.5 / math.pi)) < 0.006, f"The variance is {variance:.3f} of it.")


@claim
def the_factor_decides_over_fifty_layers(evidence: Evidence) -> None:
    """With 50 ReLU layers of 128, variance 2/n keeps the signal's size; 1/n loses a factor of 2^25 in amplitude."""
    depth, n = 50, 128
    for name, variance in (("1/n", 1 / n), ("2/n", 2 / n), ("4/n", 4 / n)):
        x = evidence.normal(32, n)
        sizes = [float(x.square().mean().sqrt())]
        for _ in range(depth):
            x = torch.relu(x @ evidence.normal(n, n, scale=variance**0.5))
            sizes.append(float(x.square().mean().sqrt()))
        expected = (variance * n / 2) ** (depth / 2)
        evidence.row(variance_of_weights=name, size_after_50_layers=sizes[-1], expected=expected)
        evidence.curve(name, range(depth + 1), sizes)
        evidence.require(0.1 < sizes[-1] / expected < 10, f"With {name} it is {sizes[-1]:.2e}, not {expected:.2e}.")
    evidence.plot(x="layer", y="root mean square of the activations", log_y=True)


@claim
def the_backward_pass_sums_over_the_outputs(evidence: Evidence) -> None:
    """Through a linear layer the error's mean square is multiplied by n_out · Var(w), the signal's by n_in · Var(w)."""
    n_in, n_out = 400, 100
    for name, variance in (("1/n_in", 1 / n_in), ("1/n_out", 1 / n_out), ("Xavier", 2 / (n_in + n_out))):
        w = evidence.normal(n_in, n_out, scale=variance**0.5)
        x, error = evidence.normal(500, n_in), evidence.normal(500, n_out)
        forward = float((x @ w).square().mean() / x.square().mean())
        backward = float((error @ w.T).square().mean() / error.square().mean())
        evidence.row(variance_of_weights=name, forward_factor=round(forward, 3), backward_factor=round(backward, 3))
        evidence.require(abs(forward / (n_in * variance) - 1) < 0.05, f"{name}: forward {forward:.3f}.")
        evidence.require(abs(backward / (n_out * variance) - 1) < 0.05, f"{name}: backward {backward:.3f}.")
