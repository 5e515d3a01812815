"""How many interpreter steps a loop needs, and what they cost beside one call."""

import dis
import time

import torch

from deepdrill.lab.evidence import Evidence, claim


def added(numbers: list[float]) -> float:
    """Add in a loop of Python's own."""
    total = 0.0
    for number in numbers:
        total += number
    return total


@claim
def one_call_or_a_million_steps(evidence: Evidence) -> None:
    """To add a million numbers a Python loop takes more than five times as long as one call of a compiled sum."""
    x = evidence.uniform(1_000_000)
    numbers = x.tolist()
    best = {}
    for name, work in (("loop in Python", lambda: added(numbers)), ("one call", lambda: float(x.sum()))):
        times = []
        for _ in range(5):
            begun = time.thread_time()
            total = work()
            times.append(time.thread_time() - begun)
        best[name] = min(times)
        evidence.row(how=name, milliseconds=round(best[name] * 1e3, 3), sum=round(total, 3))
    ratio = best["loop in Python"] / best["one call"]
    evidence.require(ratio > 5, f"The loop takes only {ratio:.1f} times as long.")


@claim
def a_matrix_product_is_a_single_instruction(evidence: Evidence) -> None:
    """The line y = x @ w is one operator for the interpreter, whatever the size: a billion multiplications or eight."""

    def product(x: torch.Tensor, w: torch.Tensor) -> torch.Tensor:
        return x @ w

    operators = [step.argrepr for step in dis.get_instructions(product) if step.opname == "BINARY_OP"]
    if not operators:  # before Python 3.11 it had a name of its own
        operators = [s.opname for s in dis.get_instructions(product) if s.opname == "BINARY_MATRIX_MULTIPLY"]
    for n in (2, 1_000):
        evidence.row(side_of_the_matrices=n, multiplications=n**3, operators_in_python=len(operators))
    evidence.require(len(operators) == 1, f"There are {len(operators)} operators.")
