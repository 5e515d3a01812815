"""Dropout on data that are new in every step, and on few examples that come back again and again."""

import torch

from deepdrill.lab.evidence import Evidence, claim

INPUTS, HIDDEN, BATCH, STEPS, NOISE, P = 20, 64, 100, 250, 1.5, 0.5


class Source:
    """Where examples come from: a linear part, a part that is not linear, and noise."""

    def __init__(self, evidence: Evidence) -> None:
        self.evidence = evidence
        self.linear = evidence.normal(INPUTS).float() * 1.5 / INPUTS**0.5
        self.first = evidence.normal(INPUTS, 8).float() * 2 / INPUTS**0.5
        self.second = evidence.normal(8).float() * 0.7

    def draw(self, count: int) -> tuple[torch.Tensor, torch.Tensor]:
        """Draw inputs and noisy outputs."""
        x = self.evidence.normal(count, INPUTS).float()
        clean = x @ self.linear + torch.relu(x @ self.first) @ self.second
        return x, clean + NOISE * self.evidence.normal(count).float()


def loss(weights: list[torch.Tensor], batch: tuple[torch.Tensor, torch.Tensor], kept: torch.Tensor) -> torch.Tensor:
    """Compute the mean squared error of a network with one hidden layer, whose units are multiplied by `kept`."""
    x, y = batch
    return ((torch.relu(x @ weights[0] + weights[1]) * kept) @ weights[2] - y).square().mean()


def train(evidence: Evidence, source: Source, *, fresh: bool, p: float) -> tuple[float, float]:
    """Train with Adam; the loss on the data it trained on (or new batches, if all were new), and on test data."""
    fixed, everything = source.draw(BATCH), torch.ones(HIDDEN)
    weights = [
        evidence.normal(INPUTS, HIDDEN).float() * (2 / INPUTS) ** 0.5,
        torch.zeros(HIDDEN),
        evidence.normal(HIDDEN).float() / HIDDEN**0.5,
    ]
    m, v = [torch.zeros_like(w) for w in weights], [torch.zeros_like(w) for w in weights]
    for t in range(1, STEPS + 1):
        batch = source.draw(BATCH) if fresh else fixed
        mask = (evidence.uniform(BATCH, HIDDEN) >= p).float() / (1 - p)
        leaves = [w.detach().requires_grad_() for w in weights]
        gradients = torch.autograd.grad(loss(leaves, batch, mask), leaves)
        for k, g in enumerate(gradients):
            m[k], v[k] = 0.9 * m[k] + 0.1 * g, 0.999 * v[k] + 0.001 * g * g
            step = (m[k] / (1 - 0.9**t)) / ((v[k] / (1 - 0.999**t)).sqrt() + 1e-8)
            weights[k] = weights[k] - 0.005 * step
    seen = source.draw(3_000) if fresh else fixed
    return float(loss(weights, seen, everything)), float(loss(weights, source.draw(3_000), everything))


@claim
def it_hurts_on_fresh_data(evidence: Evidence) -> None:
    """When every batch is new, there is no gap between training and test loss, and dropout only raises both."""
    source, test = Source(evidence), {}
    for p in (0.0, P):
        new, test[p] = train(evidence, source, fresh=True, p=p)
        evidence.row(dropout=p, loss_on_new_batches=round(new, 2), test_loss=round(test[p], 2), noise=NOISE**2)
        evidence.require(
            abs(new - test[p]) < 0.2 * test[p], f"With dropout of {p} there is a gap: {new:.2f}, {test[p]:.2f}."
        )
    evidence.require(test[P] > test[0.0], f"Dropout helps: {test[P]:.2f} against {test[0.0]:.2f}.")


@claim
def it_helps_on_repeated_data(evidence: Evidence) -> None:
    """When 100 examples come back 250 times, the network fits their noise, and dropout lowers the test loss."""
    source, test = Source(evidence), {}
    for p in (0.0, P):
        seen, test[p] = train(evidence, source, fresh=False, p=p)
        evidence.row(dropout=p, training_loss=round(seen, 2), test_loss=round(test[p], 2), noise=NOISE**2)
        gap = f"Without dropout it does not overfit: {seen:.2f}, {test[p]:.2f}."
        evidence.require(p or (seen < NOISE**2 / 4 and test[p] > 1.3 * NOISE**2), gap)
    evidence.require(test[P] < test[0.0], f"Dropout does not help: {test[P]:.2f} against {test[0.0]:.2f}.")
