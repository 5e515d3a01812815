"""Trainable parameters of low-rank adapters."""

import itertools
import random

from deepdrill.grading.calculation import wrong
from deepdrill.grading.units import tex

HIDDEN = [8_960, 11_008, 14_336, 18_944, 27_648]


def draw(rng: random.Random) -> dict[str, int]:
    """Draw a model with grouped-query attention for which each wrong turn leads to another number."""
    while True:
        query_heads, kv_heads = rng.choice([(16, 2), (24, 4), (28, 4), (32, 8), (40, 8), (64, 8)])
        usual = [width for width in HIDDEN if 2.5 < width / (128 * query_heads) < 5.5]
        numbers = {
            "rank": rng.choice([4, 8, 16, 32, 64]),
            "layers": rng.choice([24, 28, 32, 40, 64, 80]),
            "query_heads": query_heads,
            "kv_heads": kv_heads,
            "ff_width": rng.choice(usual),
        }
        values = sorted(turn(**numbers) for turn in (answer, *TURNS))
        if all(high - low > 0.012 * high for low, high in itertools.pairwise(values)):
            return numbers


def answer(rank: int, layers: int, query_heads: int, kv_heads: int, ff_width: int) -> float:
    """Each adapter has rank times (inputs plus outputs)."""
    width, narrow = 128 * query_heads, 128 * kv_heads
    return layers * rank * ((width + width) + (width + narrow) + (ff_width + width))


def working(rank: int, layers: int, query_heads: int, kv_heads: int, ff_width: int) -> list[str]:
    """Shape of each projection, then rank and layers."""
    width, narrow = 128 * query_heads, 128 * kv_heads
    ends = 4 * width + narrow + ff_width
    full = width * width + width * narrow + ff_width * width
    return [
        (
            r"An adapter of rank $r$ on a matrix of $a \times b$ has two factors, $a \times r$ and $r \times b$: "
            r"$r\,(a + b)$ parameters."
        ),
        rf"Model width ${query_heads} \cdot 128 = {width}$, width of the values ${kv_heads} \cdot 128 = {narrow}$.",
        (
            f"Query: ${width} + {width}$. Value: ${width} + {narrow}$. Down: ${ff_width} + {width}$. Together "
            f"${tex(ends)}$."
        ),
        (
            rf"${layers} \cdot {rank} \cdot {tex(ends)} = {tex(layers * rank * ends)}$, which is "
            f"{100 * rank * ends / full:.2g}% of the three matrices themselves."
        ),
    ]


@wrong("You counted one of the two factors: an adapter has one that goes down to the rank and one that comes up again.")
def one_factor(rank: int, layers: int, query_heads: int, ff_width: int, **_: int) -> float:
    """Count the factors on the input's side."""
    width = 128 * query_heads
    return layers * rank * (width + width + ff_width)


@wrong(
    "You made the value projection as wide as the queries: with grouped-query attention its output has kv heads times "
    "head width."
)
def wide_values(**numbers: int) -> float:
    """Forget grouped-query attention."""
    return answer(**{**numbers, "kv_heads": numbers["query_heads"]})


@wrong("You counted the matrices themselves: they are frozen, only the factors of rank r are trained.")
def full_matrices(layers: int, query_heads: int, kv_heads: int, ff_width: int, **_: int) -> float:
    """Train everything."""
    width = 128 * query_heads
    return layers * width * (width + 128 * kv_heads + ff_width)


@wrong("You counted one layer: every layer has its own adapters.")
def one_layer(**numbers: int) -> float:
    """Forget the layers."""
    return answer(**{**numbers, "layers": 1})


@wrong("You left out the down projection: it has an adapter as well, with the hidden width on one side.")
def attention_only(rank: int, layers: int, query_heads: int, kv_heads: int, **_: int) -> float:
    """Count queries and values."""
    width = 128 * query_heads
    return layers * rank * (3 * width + 128 * kv_heads)


@wrong("You put adapters on keys and output as well: here only queries, values and the down projection have them.")
def all_of_attention(rank: int, layers: int, query_heads: int, kv_heads: int, ff_width: int) -> float:
    """Adapt all four matrices of attention."""
    width, narrow = 128 * query_heads, 128 * kv_heads
    return answer(rank, layers, query_heads, kv_heads, ff_width) + layers * rank * (3 * width + narrow)


TURNS = (one_factor, wide_values, full_matrices, one_layer, attention_only, all_of_attention)
