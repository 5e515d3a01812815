"""What a seed fixes, what it does not, and how far a difference in the last digit gets."""

import random

import numpy as np
import torch

from deepdrill.lab.evidence import Evidence, claim


@claim
def sums_depend_on_their_order(evidence: Evidence) -> None:
    """The same 100,000 floats added in another order give other last digits, in 32 bits far more than in 64."""
    values = evidence.normal(100_000)
    spread = {}
    for name, kind in (("32 bits", np.float32), ("64 bits", np.float64)):
        sums = []
        for _ in range(20):
            order = torch.randperm(len(values), generator=evidence.rng)
            sums.append(float(np.cumsum(values[order].numpy().astype(kind))[-1]))  # one after the other
        spread[name] = max(sums) - min(sums)
        evidence.row(numbers=name, different_sums_in_20_orders=len(set(sums)), largest_difference=spread[name])
    evidence.require(spread["32 bits"] > 1e-6, "The order does not matter in 32 bits.")
    evidence.require(0 < spread["64 bits"] < spread["32 bits"] / 1_000, f"The spreads are {spread}.")
    a, b, c = 1e8, 1.0, -1e8
    left = float(torch.tensor(a) + torch.tensor(b) + torch.tensor(c))
    right = float(torch.tensor(a) + (torch.tensor(b) + torch.tensor(c)))
    evidence.row(
        numbers="(1e8 + 1) - 1e8 and 1e8 + (1 - 1e8)",
        different_sums_in_20_orders=2,
        largest_difference=abs(left - right),
    )
    swapped = float(torch.tensor(a) + torch.tensor(c) + torch.tensor(b))
    evidence.require(left == 0 and swapped == 1, f"The sums are {left} and {swapped}.")


def two_runs(evidence: Evidence, rate: float, steps: int) -> list[float]:
    """Train two copies of a network on the same batches, one with a weight changed by 1e-7; how far apart they get."""
    x = evidence.normal(256, 8).float()
    y = (torch.sin(2 * x[:, 0]) * x[:, 1] + 0.3 * evidence.normal(256).float() > 0).float()
    start = [
        evidence.normal(8, 64).float() / 2,
        evidence.normal(64, 64).float() / 32**0.5,
        evidence.normal(64, 1).float() / 8,
    ]
    weights = [torch.stack([w, w]) for w in start]
    weights[0][1, 0, 0] += 1e-7
    velocity, apart = [torch.zeros_like(w) for w in weights], []
    for _ in range(steps):
        chosen = evidence.integers(32, low=0, high=256)
        leaves = [w.detach().requires_grad_() for w in weights]
        said = (torch.relu(torch.relu(x[chosen] @ leaves[0]) @ leaves[1]) @ leaves[2])[..., 0]
        loss = torch.nn.functional.binary_cross_entropy_with_logits(said, y[chosen].expand(2, 32), reduction="none")
        gradients = torch.autograd.grad(loss.mean(1).sum(), leaves)
        velocity = [0.9 * v + g for v, g in zip(velocity, gradients, strict=True)]
        weights = [w - rate * v for w, v in zip(weights, velocity, strict=True)]
        apart.append(max(float((w[0] - w[1]).abs().max()) for w in weights))
    return apart


@claim
def training_can_amplify_the_last_digit(evidence: Evidence) -> None:
    """At a large rate a change of 1e-7 in a weight grows more than a thousand times; at a small one it hardly does."""
    seen = {}
    for rate, steps in ((0.01, 200), (0.2, 400)):
        seen[rate] = two_runs(evidence, rate, steps)
        for step in (1, 100, 200, steps):
            evidence.row(learning_rate=rate, step=step, largest_difference_of_a_weight=seen[rate][step - 1])
        evidence.curve(f"rate {rate}", range(1, steps + 1), seen[rate])
    evidence.require(max(seen[0.2]) > 1e-4, f"With the large rate it only becomes {max(seen[0.2]):.1e}.")
    evidence.require(max(seen[0.01]) < 1e-4, f"With the small rate it becomes {max(seen[0.01]):.1e}.")
    evidence.plot(x="step", y="largest difference of a weight", log_y=True)


@claim
def a_seed_fixes_one_generator(evidence: Evidence) -> None:
    """torch.manual_seed makes torch's draws repeat, not those of Python's random; one more draw shifts the rest."""
    seen = []
    for _ in range(2):
        torch.manual_seed(7)
        seen.append((torch.rand(3).tolist(), random.random()))  # noqa: S311  no secret
    torch.manual_seed(7)
    torch.rand(1)  # a line of code that somebody added
    shifted = torch.rand(3).tolist()
    same_torch, same_python = seen[0][0] == seen[1][0], seen[0][1] == seen[1][1]
    evidence.row(generator="torch", draws_repeat=same_torch)
    evidence.row(generator="Python's random", draws_repeat=same_python)
    evidence.row(generator="torch, after one more draw", draws_repeat=shifted == seen[0][0])
    evidence.require(same_torch and not same_python and shifted != seen[0][0], "It is not as said.")
