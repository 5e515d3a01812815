"""How long Adam's first steps are, and what a constant rate costs against one that falls."""

import math

import torch

from deepdrill.lab.evidence import Evidence, claim


@claim
def adam_begins_with_its_longest_steps(evidence: Evidence) -> None:
    """When gradients are pure noise, Adam's first step is the full rate and later ones are about 0.23 of it."""
    weights, last = 20_000, 200
    m, v = torch.zeros(weights, dtype=torch.float64), torch.zeros(weights, dtype=torch.float64)
    lengths = []
    for t in range(1, last + 1):
        g = evidence.normal(weights)
        m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g * g
        step = (m / (1 - 0.9**t)) / (v / (1 - 0.999**t)).sqrt()
        lengths.append(float(step.square().mean().sqrt()))
    # In the long run m has variance (1 − β₁)/(1 + β₁) of the gradient's.
    expected = math.sqrt(0.1 / 1.9)
    for t in (1, 2, 5, 20, 100, 200):
        evidence.row(step=t, length_in_learning_rates=round(lengths[t - 1], 3))
    evidence.require(abs(lengths[0] - 1) < 1e-9, "The first step is not the learning rate.")
    evidence.require(
        abs(lengths[-1] - expected) < 0.02, f"In the end the length is {lengths[-1]:.3f}, not {expected:.3f}."
    )
    evidence.plot(x="step", y="root mean square step ÷ learning rate")
    evidence.curve("gradients of pure noise", range(1, last + 1), lengths)


def descend(evidence: Evidence, rates: list[float]) -> list[float]:
    """Run SGD with noise on a badly conditioned quadratic, many runs at once; the mean loss after each step."""
    curvature = torch.tensor([1.0, 0.1, 0.01], dtype=torch.float64)
    w, losses = torch.full((300, 3), 3.0, dtype=torch.float64), []
    for rate in rates:
        w = w - rate * (curvature * w + evidence.normal(300, 3, scale=0.3))
        losses.append(float((curvature * w * w).sum(1).mean() / 2))
    return losses


@claim
def a_falling_rate_ends_lower(evidence: Evidence) -> None:
    """With noisy gradients a rate that falls to zero ends lower than every constant rate that was tried."""
    steps = 800
    ends = {}
    for rate in (0.01, 0.03, 0.1, 0.3, 1.0):
        losses = descend(evidence, [rate] * steps)
        ends[rate] = losses[-1]
        evidence.row(schedule=f"constant {rate}", final_loss=round(losses[-1], 4))
        evidence.curve(f"constant {rate}", range(1, steps + 1), losses)
    falling = descend(evidence, [1.0 * (1 + math.cos(math.pi * k / steps)) / 2 for k in range(steps)])
    evidence.row(schedule="cosine from 1.0 to 0", final_loss=round(falling[-1], 4))
    evidence.curve("cosine", range(1, steps + 1), falling)
    evidence.plot(x="step", y="loss", log_y=True)
    best = min(ends.values())
    evidence.require(falling[-1] < 0.95 * best, f"It ends at {falling[-1]:.4f}, the best constant rate at {best:.4f}.")


@claim
def adam_does_not_settle_by_itself(evidence: Evidence) -> None:
    """Adam at a constant rate hovers too: ten times the rate leaves it at a higher loss with the same noise."""
    levels = []
    for rate in (0.003, 0.03):
        w = torch.zeros(500, dtype=torch.float64)  # 500 runs, started at the minimum of w²/2
        m, v, late = torch.zeros_like(w), torch.zeros_like(w), []
        for t in range(1, 1_501):
            g = w + evidence.normal(500)
            m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g * g
            w = w - rate * (m / (1 - 0.9**t)) / (v / (1 - 0.999**t)).sqrt()
            if t > 1_200:
                late.append(float(w.square().mean() / 2))
        levels.append(sum(late) / len(late))
        evidence.row(learning_rate=rate, loss_above_the_minimum=levels[-1])
    times = levels[1] / levels[0]
    evidence.require(5 < times < 20, f"Ten times the rate multiplied the loss by {times:.1f}.")
