"""What proving a measurement costs, and what it shows: naive attention beside a tiled one.

    python -m benchmarks.instruments [--json]

A call is timed plain, traced, and measured (traced, called again on other numbers, and replayed on both), all in this
process and by turns, so that a busy machine slows all of them.
"""

import argparse
import json
import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any

import torch

from deepdrill.judge.checks import Trial
from deepdrill.judge.instruments import Measured
from deepdrill.judge.learners import LocalLearner
from deepdrill.judge.trace import read_trace

CODE = """
import math, torch

def naive(q, k, v):
    return torch.softmax(q @ k.mT / math.sqrt(q.shape[-1]), -1) @ v

def tiled(q, k, v, tile=16):
    done = torch.empty(q.shape[0], v.shape[-1])
    for own, row in zip(q.split(tile), done.split(tile)):
        top = torch.full((tile, 1), -math.inf)
        total, out = torch.zeros(tile, 1), torch.zeros(tile, v.shape[-1])
        for keys, values in zip(k.split(tile), v.split(tile)):
            scores = own @ keys.mT / math.sqrt(q.shape[-1])
            higher = torch.maximum(top, scores.amax(-1, keepdim=True))
            shrink, raised = torch.exp(top - higher), torch.exp(scores - higher)
            total, out, top = total * shrink + raised.sum(-1, keepdim=True), out * shrink + raised @ values, higher
        row.copy_(out / total)
    return done

def chain(x, steps):
    for _ in range(steps):
        x = x + 1
    return x
"""
N, D = 256, 64


@dataclass(frozen=True, kw_only=True)
class Numbers:
    """Medians in milliseconds of processor time, and bytes."""

    call_15_ms: float
    trace_15_ms: float
    measure_15_ms: float
    call_2000_ms: float
    trace_2000_ms: float
    measure_2000_ms: float
    naive_peak_bytes: int
    tiled_peak_bytes: int
    naive_largest_elements: int
    tiled_largest_elements: int
    tiled_operators_run: int
    certified: bool


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true")
    numbers = asdict(measure())
    if parser.parse_args().json:
        print(json.dumps(numbers))
    else:
        for name, value in numbers.items():
            print(f"{name:24} {value:,.2f}" if isinstance(value, float) else f"{name:24} {value:,}")


def measure() -> Numbers:
    """Take all numbers."""
    torch.set_num_threads(1)
    learner = LocalLearner(CODE, "submission")
    trial = Trial(learner, name="benchmark", seed=1)
    q, k, v = (trial.normal(N, D) for _ in range(3))
    naive, tiled = trial.measure("naive", q, k, v), trial.measure("tiled", q, k, v)
    short, long = (times(learner, trial, steps) for steps in (15, 2000))
    body: dict[str, Any] = {"target": "tiled", "method": None, "args": [q, k, v], "kwargs": {}}
    return Numbers(
        call_15_ms=short[0],
        trace_15_ms=short[1],
        measure_15_ms=short[2],
        call_2000_ms=long[0],
        trace_2000_ms=long[1],
        measure_2000_ms=long[2],
        naive_peak_bytes=naive.peak_bytes,
        tiled_peak_bytes=tiled.peak_bytes,
        naive_largest_elements=naive.largest_elements,
        tiled_largest_elements=tiled.largest_elements,
        tiled_operators_run=len(read_trace(learner.request("trace", body)["trace"]).steps),
        certified=naive.certified and tiled.certified,
    )


def times(learner: LocalLearner, trial: Trial, steps: int, runs: int = 15) -> tuple[float, float, float]:
    """Time the plain call, the traced one and the whole measurement; medians in milliseconds of processor time."""
    x = trial.normal(4, 4)
    body: dict[str, Any] = {"target": "chain", "method": None, "args": [x, steps], "kwargs": {}}
    acts: tuple[Callable[[], object], ...] = (
        partial(learner.request, "call", body),
        partial(learner.request, "trace", body),
        partial(certify, trial, x, steps),
    )
    taken: list[list[float]] = [[], [], []]
    for _ in range(runs):
        for act, kept in zip(acts, taken, strict=True):
            begun = time.process_time()
            act()
            kept.append(1000 * (time.process_time() - begun))
    plain, traced, whole = (statistics.median(kept) for kept in taken)
    return plain, traced, whole


def certify(trial: Trial, x: torch.Tensor, steps: int) -> Measured:
    """Measure a chain of operators and insist on evidence: a fast claim is worth nothing."""
    cost = trial.measure("chain", x, steps)
    if not cost.certified:
        raise SystemExit(f"not certified: {cost.why_not}")
    return cost


if __name__ == "__main__":
    main()
