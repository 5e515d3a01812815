"""GPUs whose memory holds weights and caches."""

import math
import random

from deepdrill.grading.calculation import wrong
from deepdrill.grading.units import tex

MODELS = [(32, 64, 40, 8), (34, 60, 56, 8), (70, 80, 64, 8), (72, 80, 64, 8), (123, 88, 96, 8)]


def draw(rng: random.Random) -> dict[str, int]:
    """Draw a service for which each wrong turn leads to another number of GPUs."""
    while True:
        billion, layers, query_heads, kv_heads = rng.choice(MODELS)
        numbers = {
            "parameters_billion": billion,
            "weight_bytes": rng.choice([1, 2]),
            "layers": layers,
            "query_heads": query_heads,
            "kv_heads": kv_heads,
            "sequences": rng.choice([40, 64, 80, 100, 128, 160, 200]),
            "tokens": rng.choice([4_000, 6_000, 8_000, 12_000, 16_000]),
            "memory_gb": rng.choice([24, 40, 48, 80]),
            "usable_percent": rng.choice([80, 85, 90]),
        }
        counts = [turn(**numbers) for turn in (answer, *TURNS)]
        # Nobody shall get another count by rounding on the way.
        clear = 0.05 < _gpus(**numbers) % 1 < 0.95
        if clear and len(set(counts)) == len(counts) and min(counts) > 0 and answer(**numbers) <= 48:
            return numbers


def answer(**numbers: int) -> float:
    """Round bytes over usable memory up."""
    return math.ceil(_gpus(**numbers))


def working(
    parameters_billion: int,
    weight_bytes: int,
    layers: int,
    query_heads: int,
    kv_heads: int,
    sequences: int,
    tokens: int,
    memory_gb: int,
    usable_percent: int,
) -> list[str]:
    """Weights, one token, all caches, GPUs."""
    weights = parameters_billion * 1e9 * weight_bytes
    token = 2 * layers * kv_heads * 128 * 2
    caches = token * sequences * tokens
    usable = memory_gb * usable_percent / 100
    total = weights + caches
    return [
        rf"Weights: ${parameters_billion} \cdot 10^9 \cdot {weight_bytes}$ bytes $= {weights / 1e9:g}$ GB.",
        (
            rf"Cache of one token, keys and values: $2 \cdot {layers} \cdot {kv_heads} \cdot 128 \cdot 2 = "
            f"{tex(token)}$ bytes. The {query_heads} query heads store nothing."
        ),
        rf"All caches: ${tex(token)} \cdot {sequences} \cdot {tokens}$ bytes $= {tex(caches / 1e9)}$ GB.",
        rf"Usable memory of a GPU: ${memory_gb} \cdot {usable_percent / 100} = {usable:g}$ GB.",
        (
            f"$({weights / 1e9:g} + {tex(caches / 1e9)}) / {usable:g} = {tex(total / 1e9 / usable)}$, rounded up: "
            f"{math.ceil(total / 1e9 / usable)} GPUs."
        ),
    ]


def _gpus(memory_gb: int, usable_percent: int, **numbers: int) -> float:
    """Divide bytes by the usable memory of one GPU."""
    return (_weights(**numbers) + _caches(**numbers)) / (memory_gb * 1e9 * usable_percent / 100)


def _weights(parameters_billion: int, weight_bytes: int, **_: int) -> float:
    """Give the bytes of the weights."""
    return parameters_billion * 1e9 * weight_bytes


def _caches(layers: int, kv_heads: int, sequences: int, tokens: int, **_: int) -> float:
    """Give the bytes of all caches."""
    return 2 * layers * kv_heads * 128 * 2 * sequences * tokens


@wrong("You counted the weights only: the caches of all sequences must fit beside them.")
def weights_only(**numbers: int) -> float:
    """Forget the caches."""
    return answer(**{**numbers, "sequences": 0})


@wrong("You counted the caches only: the weights must fit as well.")
def caches_only(**numbers: int) -> float:
    """Forget the weights."""
    return answer(**{**numbers, "parameters_billion": 0})


@wrong("You counted keys or values, but not both: the cache holds two vectors per token, layer and key-value head.")
def keys_only(**numbers: int) -> float:
    """Forget the values."""
    return answer(**{**numbers, "tokens": numbers["tokens"] / 2})


@wrong(
    "You cached a key and a value for every query head: with grouped-query attention only the key-value heads have "
    "them."
)
def all_heads(**numbers: int) -> float:
    """Take ordinary multi-head attention."""
    return answer(**{**numbers, "kv_heads": numbers["query_heads"]})


@wrong("You rounded down: the last piece needs a GPU too.")
def rounded_down(**numbers: int) -> float:
    """Round down."""
    return answer(**numbers) - 1


@wrong(
    "You used all of each GPU's memory: activations, buffers and the runtime need the rest, so only the given share "
    "counts."
)
def no_reserve(**numbers: int) -> float:
    """Use everything."""
    return answer(**{**numbers, "usable_percent": 100})


TURNS = (weights_only, caches_only, keys_only, all_heads, rounded_down, no_reserve)
