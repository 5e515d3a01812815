"""Grover's search by its amplitudes, what a measurement returns, and how the gradient of random circuits shrinks."""

import math

import torch

from deepdrill.lab.evidence import Evidence, claim


@claim
def search_gains_a_square_root(evidence: Evidence) -> None:
    """Grover's search finds one of N entries after about (pi/4)√N queries; stopped early it finds it rarely."""
    for n in (6, 8, 10):
        size = 2**n
        state = torch.full((size,), size**-0.5, dtype=torch.float64)
        queries = math.floor(math.pi / 4 * math.sqrt(size))
        target = int(evidence.integers(1, low=0, high=size))
        early = 0.0
        for step in range(queries):
            state[target] *= -1  # the query
            state = 2 * state.mean() - state  # reflection about the mean
            if step == queries // 4 - 1:
                early = float(state[target] ** 2)
        found = float(state[target] ** 2)
        evidence.row(
            entries=size,
            queries=queries,
            found=round(found, 3),
            after_a_quarter=round(early, 3),
            classical_mean=size / 2,
        )
        evidence.require(found > 0.95, f"Found with {found:.2f}.")
        evidence.require(early < 0.3, f"After a quarter: {early:.2f}.")


@claim
def looking_at_a_superposition_gives_one_at_random(evidence: Evidence) -> None:
    """Measuring an equal superposition of 256 values finds the best one no more often than guessing does."""
    drawn = evidence.integers(50_000, low=0, high=256)  # every value has probability |1/16|² = 1/256
    hits = float((drawn == 37).double().mean())
    evidence.row(values=256, best_found=round(hits, 5), guessing=round(1 / 256, 5))
    evidence.require(abs(hits - 1 / 256) < 0.0015, f"Found in {hits}.")


@claim
def the_gradient_shrinks_with_every_qubit(evidence: Evidence) -> None:
    """For random states of n qubits the expectation of one qubit's Z has variance 1/(2^n + 1)."""
    qubits, seen = (2, 4, 6, 8), []
    for n in qubits:
        state = torch.complex(evidence.normal(3_000, 2**n), evidence.normal(3_000, 2**n))
        p = (state.abs() ** 2) / (state.abs() ** 2).sum(1, keepdim=True)
        z = p[:, : 2 ** (n - 1)].sum(1) - p[:, 2 ** (n - 1) :].sum(1)
        seen.append(float(z.var()))
        evidence.row(qubits=n, variance=seen[-1], by_formula=1 / (2**n + 1))
        evidence.require(abs(seen[-1] * (2**n + 1) - 1) < 0.15, f"{n} qubits: {seen[-1]}.")
    evidence.plot(x="qubits", y="variance of the expectation", log_y=True)
    evidence.curve("random states", qubits, seen)
