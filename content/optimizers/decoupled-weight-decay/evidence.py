"""What becomes of a penalty inside SGD and inside Adam, and of a decay beside them."""

import math
from collections.abc import Iterator

import torch

from deepdrill.lab.evidence import Evidence, claim

RATE = 1e-3


def adam(gradients: Iterator[torch.Tensor], w: torch.Tensor, *, penalty: float, decay: float) -> torch.Tensor:
    """Run Adam with a penalty in the gradient, or a decay beside it; each gradient is that of the loss alone."""
    m, v = torch.zeros_like(w), torch.zeros_like(w)
    for t, loss_gradient in enumerate(gradients, start=1):
        g = loss_gradient + penalty * w
        m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g * g
        step = (m / (1 - 0.9**t)) / ((v / (1 - 0.999**t)).sqrt() + 1e-12)
        w = (1 - RATE * decay) * w - RATE * step
    return w


@claim
def one_and_the_same_in_sgd(evidence: Evidence) -> None:
    """In plain SGD a penalty of λ and a decay by 1 − ηλ give the same weights after any number of steps."""
    rate, strength = 0.05, 0.1
    with_penalty = with_decay = evidence.normal(50)
    for _ in range(200):
        noise = evidence.normal(50)
        with_penalty = with_penalty - rate * (noise + strength * with_penalty)
        with_decay = (1 - rate * strength) * with_decay - rate * noise
    far = float((with_penalty - with_decay).abs().max())
    evidence.row(steps=200, largest_difference=far)
    evidence.require(far < 1e-12, f"The weights differ by {far:.1e}.")


@claim
def a_penalty_in_adam_spares_large_gradients(evidence: Evidence) -> None:
    """In Adam a penalty shrinks weights with small gradients far more than others; AdamW's decay treats all alike."""
    sizes, copies, steps = (0.1, 1.0, 10.0), 200, 1_000
    lost: dict[str, list[float]] = {}
    for name, penalty, decay in (("penalty", 0.01, 0.0), ("decoupled", 0.0, 0.1)):
        lost[name] = []
        for size in sizes:
            start = torch.ones(copies, dtype=torch.float64)
            end = adam((evidence.normal(copies, scale=size) for _ in range(steps)), start, penalty=penalty, decay=decay)
            lost[name].append(1 - float(end.mean()))
    for size, by_penalty, by_decay in zip(sizes, *lost.values(), strict=True):
        evidence.row(size_of_gradients=size, shrunk_by_penalty=round(by_penalty, 4), shrunk_by_decay=round(by_decay, 4))
    uneven = lost["penalty"][0] / max(lost["penalty"][2], 0.005)
    evidence.require(uneven > 5, f"The penalty shrinks small-gradient weights only {uneven:.1f} times as much.")
    alike = max(lost["decoupled"]) - min(lost["decoupled"])
    evidence.require(alike < 0.02, f"The decoupled decay differs by {alike:.3f} between the weights.")
    expected = 1 - (1 - RATE * 0.1) ** steps
    evidence.require(abs(lost["decoupled"][1] - expected) < 0.02, f"The decay is not {expected:.3f}.")
    evidence.plot(x="size of the gradients", y="share of the weight that is gone", log_x=True)
    for name, shares in lost.items():
        evidence.curve(name, sizes, shares)


@claim
def without_gradients_the_strength_drops_out(evidence: Evidence) -> None:
    """Where the loss gives no gradient, Adam moves by the learning rate, whatever the penalty's strength is."""
    moved = {}
    for strength in (0.0001, 0.01, 1.0):
        ends = [
            float(
                adam(
                    (torch.zeros(1, dtype=torch.float64) for _ in range(100)),
                    torch.ones(1, dtype=torch.float64),
                    **kind,
                )
            )
            for kind in ({"penalty": strength, "decay": 0.0}, {"penalty": 0.0, "decay": strength})
        ]
        moved[strength] = 1 - ends[0]
        evidence.row(strength=strength, moved_by_penalty=round(1 - ends[0], 5), moved_by_decay=1 - ends[1])
        expected = 1 - (1 - RATE * strength) ** 100
        evidence.require(math.isclose(1 - ends[1], expected, rel_tol=1e-6), "The decoupled decay is not the power.")
    spread = max(moved.values()) - min(moved.values())
    evidence.require(spread < 0.01 * moved[1.0], f"The movement depends on the strength: {moved}.")
