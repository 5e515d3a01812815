"""Bytes that the layers of a transformer keep for the backward pass."""

import itertools
import random

from deepdrill.grading.calculation import wrong
from deepdrill.grading.units import tex


def draw(rng: random.Random) -> dict[str, int]:
    """Draw sizes for which each wrong turn leads to another number."""
    while True:
        width, heads = rng.choice([(1024, 16), (2048, 16), (2560, 20), (3072, 24), (4096, 32), (5120, 40)])
        numbers = {
            "layers": rng.choice([12, 20, 24, 28, 36]),
            "batch": rng.choice([3, 4, 6, 8]),
            "tokens": rng.choice([1024, 1536, 2048, 3072, 4096]),
            "width": width,
            "heads": heads,
        }
        values = sorted(turn(**numbers) for turn in (answer, *TURNS))
        if all(high - low > 0.025 * high for low, high in itertools.pairwise(values)):
            return numbers


def answer(layers: int, batch: int, tokens: int, width: int, heads: int) -> float:
    """Sixteen widths per token, and a row of scores for every head."""
    return _bytes(layers, batch, tokens, 16 * width + heads * tokens)


def working(layers: int, batch: int, tokens: int, width: int, heads: int) -> list[str]:
    """List what one token keeps in one layer."""
    numbers = 16 * width + heads * tokens
    return [
        (
            "Attention keeps, per token, in widths $d$: the norm's input 1, its output (read by the three "
            "projections) 1, queries, keys and values 3, the mixed values (read by the output projection) 1. That is "
            "6."
        ),
        (
            "The feed-forward block keeps: the norm's input 1, its output 1, the input of GELU 4, its output (read by "
            "$W_2$) 4. That is 10."
        ),
        rf"So $16\,d = 16 \cdot {width} = {tex(16 * width)}$ numbers per token.",
        (
            rf"The softmax's output is kept too, a row of {tokens} for each of the {heads} heads: ${heads} \cdot "
            f"{tokens} = {tex(heads * tokens)}$. Softmax's backward needs no input."
        ),
        (
            rf"Per layer: $2 \cdot {batch} \cdot {tokens} \cdot ({tex(16 * width)} + {tex(heads * tokens)}) = "
            f"{tex(_bytes(1, batch, tokens, numbers))}$ bytes."
        ),
        (
            f"{layers} layers: ${tex(_bytes(layers, batch, tokens, numbers))}$ bytes, or "
            f"{_bytes(layers, batch, tokens, numbers) / 2**30:.4g} GiB."
        ),
    ]


def _bytes(layers: int, batch: int, tokens: int, numbers: int) -> int:
    """Give the bytes for this many numbers per token and layer."""
    return 2 * layers * batch * tokens * numbers


@wrong(
    "You left out attention's weights: the softmax's output is kept for the product with the values, heads times "
    "tokens per token."
)
def no_scores(layers: int, batch: int, tokens: int, width: int, **_: int) -> float:
    """Count what is linear in the tokens."""
    return _bytes(layers, batch, tokens, 16 * width)


@wrong("You counted the scores of one head: every head has its own tokens times tokens matrix.")
def one_head(layers: int, batch: int, tokens: int, width: int, **_: int) -> float:
    """Forget the heads."""
    return _bytes(layers, batch, tokens, 16 * width + tokens)


@wrong("You kept the scores before and after the softmax: its backward pass needs its output only.")
def scores_twice(layers: int, batch: int, tokens: int, width: int, heads: int) -> float:
    """Keep both matrices."""
    return _bytes(layers, batch, tokens, 16 * width + 2 * heads * tokens)


@wrong("You counted the wide hidden activations once: the input of GELU and its output are both kept, 4 widths each.")
def one_wide_tensor(layers: int, batch: int, tokens: int, width: int, heads: int) -> float:
    """Keep four widths of the eight."""
    return _bytes(layers, batch, tokens, 12 * width + heads * tokens)


@wrong("You took 4 bytes per number: the activations are in bf16, 2 bytes each.")
def four_bytes(**numbers: int) -> float:
    """Take float32."""
    return answer(**numbers) * 2


@wrong(
    "You counted dropout too, as a well-known formula (34 + 5as/h) does: there is none here, so neither masks nor "
    "dropped copies."
)
def with_dropout(layers: int, batch: int, tokens: int, width: int, heads: int) -> float:
    """Use the formula with dropout."""
    return layers * batch * tokens * (34 * width + 5 * heads * tokens)


@wrong(
    "You counted each layer's input only, as with full recomputation: without it, everything inside is kept as well."
)
def inputs_only(layers: int, batch: int, tokens: int, width: int, **_: int) -> float:
    """Keep one width per token."""
    return _bytes(layers, batch, tokens, width)


@wrong("You counted one layer: every layer keeps its own activations until its backward pass.")
def one_layer(**numbers: int) -> float:
    """Forget the layers."""
    return answer(**{**numbers, "layers": 1})


TURNS = (no_scores, one_head, scores_twice, one_wide_tensor, four_bytes, with_dropout, inputs_only, one_layer)
