"""Operations per byte in both phases, the batch at which it turns, and one row of activations against many."""

import time

import torch

from deepdrill.lab.evidence import Evidence, claim

PARAMETERS, BYTES_EACH = 7e9, 2
BANDWIDTH, ARITHMETIC = 3.35e12, 989e12
"""Bytes and operations per second of an H100 SXM in bfloat16, from its data sheet of 2023."""


def step_time(tokens: int) -> tuple[float, float]:
    """Give the seconds that one pass needs for its memory traffic (weights only) and for its arithmetic."""
    return PARAMETERS * BYTES_EACH / BANDWIDTH, 2 * PARAMETERS * tokens / ARITHMETIC


@claim
def one_phase_waits_for_memory_and_the_other_for_arithmetic(evidence: Evidence) -> None:
    """For 7 billion weights in 16 bits one token is bound by memory 300 times over, and 2,000 tokens by arithmetic."""
    for name, tokens in (("decode, one request", 1), ("decode, 64 requests", 64), ("prefill of 2,000", 2_000)):
        memory, arithmetic = step_time(tokens)
        evidence.row(
            phase=name,
            operations_per_byte=2 * tokens / BYTES_EACH,
            memory_ms=round(1e3 * memory, 2),
            arithmetic_ms=round(1e3 * arithmetic, 3),
            bound_by="memory" if memory > arithmetic else "arithmetic",
        )
    memory, arithmetic = step_time(1)
    evidence.require(4.1e-3 < memory < 4.3e-3, f"One pass reads for {memory:.1e} s.")
    evidence.require(250 < memory / arithmetic < 350, f"The ratio is {memory / arithmetic:.0f}.")
    memory, arithmetic = step_time(2_000)
    evidence.require(arithmetic > 5 * memory, "Prefill is not bound by arithmetic.")


@claim
def throughput_grows_with_the_batch_until_arithmetic_is_the_limit(evidence: Evidence) -> None:
    """Weights alone, throughput is proportional to the batch up to about 300 requests and flat from there."""
    batches = (1, 4, 16, 64, 256, 1024, 4096)
    rates = [batch / max(step_time(batch)) for batch in batches]
    for batch, rate in zip(batches, rates, strict=True):
        evidence.row(batch=batch, tokens_per_second=round(rate), for_each_request=round(rate / batch, 1))
    evidence.require(abs(rates[4] / rates[0] - 256) < 1, f"At 256 the gain is {rates[4] / rates[0]:.0f}.")
    evidence.require(abs(rates[6] / rates[5] - 1) < 1e-9, "It still grows from 1024 to 4096.")
    evidence.plot(x="batch", y="tokens per second (bound)", log_x=True, log_y=True)
    evidence.curve("7B, 16 bits, H100", batches, rates)


@claim
def many_rows_cost_far_less_than_one_each(evidence: Evidence) -> None:
    """On this machine, 64 rows times a matrix of 64 MiB take far less than 64 times as long as one row."""
    weight = evidence.normal(4096, 4096, dtype=torch.float32)
    best = {}
    for rows in (1, 64):
        x = evidence.normal(rows, 4096, dtype=torch.float32)
        times = []
        for _ in range(4):
            begun = time.thread_time()
            torch.mm(x, weight)
            times.append(time.thread_time() - begun)
        best[rows] = min(times)
        evidence.row(rows=rows, ms=round(1e3 * best[rows], 2), ms_per_row=round(1e3 * best[rows] / rows, 3))
    evidence.require(best[64] < 40 * best[1], f"64 rows take {best[64] / best[1]:.0f} times as long as one.")
