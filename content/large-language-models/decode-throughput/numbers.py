"""Tokens per second of a memory-bound decoding step."""

import itertools
import random

from deepdrill.grading.calculation import wrong
from deepdrill.grading.units import tex


def draw(rng: random.Random) -> dict[str, float]:
    """Draw a batch that fits one large GPU and in which the caches count."""
    while True:
        peak, bandwidth, memory = rng.choice([(312, 2, 80), (989, 3.35, 80), (989, 4.8, 141)])
        numbers = {
            "parameters_billion": rng.choice([3, 7, 8, 13, 14, 24, 32]),
            "weight_bytes": rng.choice([1, 2]),
            "batch": rng.choice([12, 16, 24, 32, 48, 64]),
            "context": rng.choice([1500, 2000, 3000, 4000, 6000]),
            "cache_kb": rng.choice([98, 115, 131, 164, 197]),
            "bandwidth_tb": bandwidth,
            "peak_tflops": peak,
        }
        size = numbers["parameters_billion"] * numbers["weight_bytes"] + _caches(**numbers) / 1e9
        values = sorted(turn(**numbers) for turn in (answer, *TURNS))
        fits = size < 0.9 * memory and answer(**numbers) < arithmetic(**numbers)
        if fits and all(high - low > 0.025 * high for low, high in itertools.pairwise(values)):
            return numbers


def answer(bandwidth_tb: float, batch: float, **numbers: float) -> float:
    """One token per sequence for each reading of weights and caches."""
    return batch * bandwidth_tb * 1e12 / (_weights(**numbers) + _caches(batch=batch, **numbers))


def working(
    batch: float, bandwidth_tb: float, peak_tflops: float, parameters_billion: float, **numbers: float
) -> list[str]:
    """Bytes, time, tokens."""
    weights = _weights(parameters_billion=parameters_billion, **numbers)
    caches = _caches(batch=batch, **numbers)
    step = (weights + caches) / (bandwidth_tb * 1e12)
    compute = 2 * parameters_billion * 1e9 * batch / (peak_tflops * 1e12)
    return [
        (
            rf"Weights, read once for the whole batch: ${parameters_billion} \cdot 10^9 \cdot "
            f"{numbers['weight_bytes']} = {tex(weights)}$ bytes."
        ),
        (
            rf"Caches, each sequence its own: ${batch} \cdot {numbers['context']} \cdot {numbers['cache_kb']} \cdot "
            f"10^3 = {tex(caches)}$ bytes."
        ),
        rf"One step: $({tex(weights)} + {tex(caches)}) / ({bandwidth_tb} \cdot 10^{{12}}) = {tex(step)}$ s.",
        (
            f"{batch} tokens per step: ${batch} / {tex(step)} = {tex(batch / step)}$ tokens/s, or {1 / step:.4g} for "
            "each sequence."
        ),
        (
            rf"The products of the weights would take $2 \cdot {parameters_billion} \cdot 10^9 \cdot {batch}$ FLOP at "
            f"the peak, {1000 * compute:.3g} ms against {1000 * step:.3g} ms: memory is the limit indeed."
        ),
    ]


def _weights(parameters_billion: float, weight_bytes: float, **_: float) -> float:
    """Give the bytes of the weights."""
    return parameters_billion * 1e9 * weight_bytes


def _caches(batch: float, context: float, cache_kb: float, **_: float) -> float:
    """Give the bytes of all caches."""
    return batch * context * cache_kb * 1e3


@wrong("You left the caches out: attention reads every sequence's keys and values in each step.")
def no_cache(**numbers: float) -> float:
    """Read the weights only."""
    return answer(**{**numbers, "context": 0})


@wrong("You gave the speed of one sequence: a step makes a token for each sequence of the batch.")
def one_sequence(**numbers: float) -> float:
    """Forget the batch at the end."""
    return answer(**numbers) / numbers["batch"]


@wrong("You read the weights once per sequence: one reading serves the whole batch, that is why batches pay.")
def weights_per_sequence(**numbers: float) -> float:
    """Multiply the weights by the batch."""
    return answer(**{**numbers, "parameters_billion": numbers["parameters_billion"] * numbers["batch"]})


@wrong("You counted one sequence's cache: every sequence has its own, and all of them are read.")
def one_cache(**numbers: float) -> float:
    """Share the cache."""
    return answer(**{**numbers, "context": numbers["context"] / numbers["batch"]})


@wrong(
    "You divided the peak by two FLOPs per parameter: at this batch arithmetic waits for memory, so the bandwidth "
    "decides."
)
def arithmetic(peak_tflops: float, parameters_billion: float, **_: float) -> float:
    """Take the other side of the roofline."""
    return peak_tflops * 1e12 / (2 * parameters_billion * 1e9)


TURNS = (no_cache, one_sequence, weights_per_sequence, one_cache, arithmetic)
