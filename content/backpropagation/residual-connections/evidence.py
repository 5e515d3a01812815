"""The error that reaches the input, the training loss over depth, and the variance of the stream."""

import torch

from deepdrill.lab.evidence import Evidence, claim

WIDTH = 32


def run(x: torch.Tensor, weights: list[torch.Tensor], *, residual: bool, scale: float = 1.0) -> torch.Tensor:
    """Run a stack of tanh layers, with or without shortcuts."""
    for w in weights:
        step = torch.tanh(x @ w)
        x = x + scale * step if residual else step
    return x


@claim
def the_identity_carries_the_error(evidence: Evidence) -> None:
    """With small branches the error reaches the input almost unchanged; without shortcuts it vanishes with depth."""
    depths, reached = (1, 4, 16, 64), {False: [], True: []}
    for depth in depths:
        weights = [evidence.normal(WIDTH, WIDTH, scale=0.1 / WIDTH**0.5) for _ in range(depth)]
        for residual, kept in reached.items():
            x = evidence.normal(64, WIDTH).requires_grad_()
            error = evidence.normal(64, WIDTH)
            (slope,) = torch.autograd.grad((run(x, weights, residual=residual) * error).sum(), x)
            kept.append(float(slope.norm() / error.norm()))
        evidence.row(blocks=depth, plain=reached[False][-1], residual=reached[True][-1])
        evidence.require(0.5 < reached[True][-1] < 2, f"With shortcuts {reached[True][-1]:.2f} arrives.")
    evidence.require(reached[False][-1] < 1e-30, f"Without them {reached[False][-1]:.1e} arrives.")
    evidence.plot(x="blocks", y="share of the error that reaches the input", log_x=True)
    evidence.curve("residual", depths, reached[True])
    evidence.curve("plain", depths, reached[False])


def training_loss(evidence: Evidence, depth: int, *, residual: bool) -> float:
    """Train a stack on a fixed smooth function and return the last training loss."""
    x = evidence.normal(64, WIDTH)
    y = torch.sin(2 * x[:, :1]) + x[:, 1:2] * x[:, 2:3]
    weights = [(evidence.normal(WIDTH, WIDTH) / WIDTH**0.5).requires_grad_() for _ in range(depth)]
    head = (evidence.normal(WIDTH, 1) / WIDTH**0.5).requires_grad_()
    everything = [*weights, head]
    first = [torch.zeros_like(p) for p in everything]
    second = [torch.zeros_like(p) for p in everything]
    for step in range(1, 41):
        loss = (run(x, weights, residual=residual, scale=depth**-0.5) @ head - y).square().mean()
        slopes = torch.autograd.grad(loss, everything)
        with torch.no_grad():  # Adam
            for p, g, m, v in zip(everything, slopes, first, second, strict=True):
                m.lerp_(g, 0.1)
                v.lerp_(g * g, 0.01)
                p.sub_(0.01 * (m / (1 - 0.9**step)) / ((v / (1 - 0.99**step)).sqrt() + 1e-8))
    return float(loss.detach() / y.var())


@claim
def plain_depth_raises_the_training_loss(evidence: Evidence) -> None:
    """After 40 steps of Adam 20 plain layers have a higher training loss than 3; 20 residual blocks have not."""
    seen = {}
    for residual in (False, True):
        for depth in (3, 20):
            seen[residual, depth] = training_loss(evidence, depth, residual=residual)
            name = "residual" if residual else "plain"
            evidence.row(layers=name, depth=depth, training_loss_over_variance=round(seen[residual, depth], 5))
    evidence.require(seen[False, 20] > 2 * seen[False, 3], "The deep plain network trained as well as the shallow one.")
    evidence.require(seen[True, 20] < seen[False, 20] / 5, "The residual network was not better.")
    evidence.require(seen[True, 20] < 1.2 * seen[True, 3], "The deep residual network trained worse than the shallow.")


@claim
def the_variance_of_the_stream_grows(evidence: Evidence) -> None:
    """Branches that keep the variance double it at each block; branches with a normalised input add one each."""
    for depth in (1, 5, 20):
        x = evidence.normal(500, 128)
        doubled, added = x, x
        for _ in range(depth):
            w = evidence.normal(128, 128, scale=128**-0.5)
            doubled = doubled + doubled @ w
            added = added + (added / added.square().mean(1, keepdim=True).sqrt()) @ w
        seen = float(doubled.var()), float(added.var())
        evidence.row(
            blocks=depth, variance=seen[0], power=2.0**depth, normalised_branch=round(seen[1], 2), sum=depth + 1
        )
        evidence.require(0.5 < seen[0] / 2**depth < 2, f"After {depth} blocks the variance is {seen[0]:.1f}.")
        evidence.require(0.8 < seen[1] / (depth + 1) < 1.2, f"With normalised branches it is {seen[1]:.1f}.")
