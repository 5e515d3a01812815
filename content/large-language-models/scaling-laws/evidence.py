"""The optimum of the published Chinchilla fit, the count of operations, and a power law on a toy."""

import math
from itertools import pairwise

import torch

from deepdrill.lab.evidence import Evidence, claim

FLOOR, A, B, ALPHA, BETA = 1.69, 406.4, 410.7, 0.34, 0.28
"""L(N, D) = FLOOR + A/N^ALPHA + B/D^BETA as published by Hoffmann et al. 2022."""


def loss(n: float, d: float) -> float:
    """Give the loss that the fit predicts."""
    return FLOOR + A / n**ALPHA + B / d**BETA


def optimum(compute: float) -> tuple[float, float]:
    """Give the best parameters and tokens for a budget of 6ND, by searching a fine grid of sizes."""
    sizes = [10 ** (7 + i / 500) for i in range(3_000)]
    best = min(sizes, key=lambda n: loss(n, compute / (6 * n)))
    return best, compute / (6 * best)


@claim
def a_budget_has_an_optimal_size(evidence: Evidence) -> None:
    """At the budget of Gopher and Chinchilla the fit gives Chinchilla's 70B a lower loss than Gopher's 280B."""
    budget = 6 * 70e9 * 1.4e12
    best, _ = optimum(budget)
    sizes, losses = [], []
    for n in (5e9, 20e9, best, 70e9, 280e9, 1120e9):
        d = budget / (6 * n)
        sizes.append(n)
        losses.append(loss(n, d))
        cells = {"tokens_B": round(d / 1e9), "tokens_each": round(d / n, 1), "loss": round(losses[-1], 4)}
        evidence.row(parameters_B=round(n / 1e9, 1), **cells)
    evidence.require(min(losses) == losses[2], "Another size is better than the optimum.")
    evidence.require(losses[3] < losses[4] < losses[5], "The larger models are not worse.")
    evidence.plot(x="parameters", y="predicted loss at one budget", log_x=True)
    evidence.curve("6ND = 5.9e23", sorted(sizes), [loss(n, budget / (6 * n)) for n in sorted(sizes)])


@claim
def both_grow_about_as_the_root_of_the_budget(evidence: Evidence) -> None:
    """Under the fit, a hundredfold budget asks for 8 times the parameters and 12 times the tokens, near 10 and 10."""
    (n, d), (more_n, more_d) = optimum(1e21), optimum(1e23)
    for what, factor in (("parameters", more_n / n), ("tokens", more_d / d)):
        evidence.row(what=what, factor=round(factor, 1), exponent=round(math.log(factor, 100), 3))
    evidence.require(abs(math.log(more_n / n, 100) - BETA / (ALPHA + BETA)) < 0.01, "The exponent is not β/(α+β).")
    evidence.require(7 < more_n / n < 9 and 11 < more_d / d < 13.5, f"Factors {more_n / n:.1f}, {more_d / d:.1f}.")


@claim
def ten_times_the_compute_lowers_the_reducible_loss_by_three_tenths(evidence: Evidence) -> None:
    """The exponents are small: ten times the budget multiplies what is above the floor by about 0.7."""
    budgets, above = [10.0**k for k in range(20, 26)], []
    for compute in budgets:
        above.append(loss(*optimum(compute)) - FLOOR)
        name = f"1e{round(math.log10(compute))}"
        evidence.row(operations=name, loss=round(above[-1] + FLOOR, 3), above_the_floor=round(above[-1], 3))
    ratios = [b / a for a, b in pairwise(above)]
    evidence.require(all(0.68 < ratio < 0.72 for ratio in ratios), f"The ratios are {ratios}.")
    evidence.plot(x="operations", y="loss above the floor", log_x=True, log_y=True)
    evidence.curve("optimal split", budgets, above)


@claim
def six_operations_per_weight_and_token(evidence: Evidence) -> None:
    """A linear layer takes 2 operations per weight and token forwards and 4 backwards: 6 in training."""
    tokens, inner, outer = 32, 48, 64
    x, w = evidence.normal(tokens, inner).requires_grad_(), evidence.normal(inner, outer).requires_grad_()
    grad = evidence.normal(tokens, outer)
    (x @ w).backward(grad)
    # The two products of the backward pass, checked against autograd; each is as large as the forward product.
    evidence.require(torch.allclose(x.grad, grad @ w.detach().T), "The gradient of x is another product.")
    evidence.require(torch.allclose(w.grad, x.detach().T @ grad), "The gradient of w is another product.")
    backward = {"gradient of x": (tokens, outer, inner), "gradient of w": (inner, tokens, outer)}
    total = 0.0
    for name, (a, b, c) in {"forward": (tokens, inner, outer), **backward}.items():
        each = 2 * a * b * c / (inner * outer * tokens)
        total += each
        evidence.row(product=name, shape=f"{a}x{b} · {b}x{c}", operations_per_weight_and_token=each)
    evidence.require(total == 6, f"In all {total}.")


@claim
def a_learner_of_rare_facts_follows_a_power_law(evidence: Evidence) -> None:
    """If facts occur with Zipf frequencies, the share of answers still wrong falls as a power of the data."""
    facts = 200_000
    p = 1.0 / torch.arange(1, facts + 1, dtype=torch.float64) ** 1.5
    p /= p.sum()
    sizes, wrong = [100, 300, 1_000, 3_000, 10_000], []
    for size in sizes:
        seen = torch.zeros(facts, dtype=torch.bool)
        seen[torch.multinomial(p, size, replacement=True, generator=evidence.rng)] = True
        wrong.append(float(p[~seen].sum()))
        evidence.row(examples=size, share_wrong=round(wrong[-1], 4))
    points = [(math.log(size), math.log(share)) for size, share in zip(sizes, wrong, strict=True)]
    slopes = [(later[1] - before[1]) / (later[0] - before[0]) for before, later in pairwise(points)]
    # Facts with frequency r^-1.5: what is unseen after D draws has a mass of about D^(-1/3).
    evidence.require(all(-0.45 < slope < -0.22 for slope in slopes), f"The slopes are {slopes}.")
    evidence.plot(x="examples", y="share still wrong", log_x=True, log_y=True)
    evidence.curve("Zipf facts", sizes, wrong)
