"""Matrix FLOPs of one decoding step with a cache."""

import itertools
import random

from deepdrill.grading.calculation import wrong
from deepdrill.grading.units import tex

WIDTHS = [(2048, 16), (2560, 20), (3072, 24), (4096, 32), (5120, 40)]


def draw(rng: random.Random) -> dict[str, int]:
    """Draw a context so long that attention shows in the total."""
    while True:
        width, heads = rng.choice(WIDTHS)
        numbers = {
            "context": rng.choice([8_000, 12_000, 16_000, 24_000, 32_000]),
            "layers": rng.choice([24, 28, 32, 40]),
            "width": width,
            "heads": heads,
            "vocabulary": rng.choice([50_000, 64_000, 100_000]),
        }
        values = sorted(turn(**numbers) for turn in (answer, *TURNS))
        if all(high - low > 0.025 * high for low, high in itertools.pairwise(values)):
            return numbers


def answer(
    context: int,
    layers: int,
    width: int,
    heads: int,  # noqa: ARG001  given, but does not enter
    vocabulary: int,
) -> float:
    """Two FLOPs per weight that is used, and four per cached token and unit of width."""
    weights = layers * 12 * width**2 + vocabulary * width
    return 2 * weights + layers * 4 * context * width


def working(context: int, layers: int, width: int, heads: int, vocabulary: int) -> list[str]:
    """Weights first, then the cache."""
    layer = 12 * width**2
    cache = 4 * context * width
    logits = 2 * vocabulary * width
    return [
        (
            rf"Weights of a layer: $4 d^2$ in attention and $8 d^2$ in the feed-forward block, $12 \cdot {width}^2 = "
            f"{tex(layer)}$, each used in one multiply-add: ${tex(2 * layer)}$ FLOP."
        ),
        (
            rf"Attention with the cache: one query against {context} keys is $2 \cdot {context} \cdot {width}$ FLOP, "
            f"mixing the values the same again: ${tex(cache)}$. The {heads} heads share the width, so their number "
            "does not enter."
        ),
        rf"{layers} layers: ${layers} \cdot ({tex(2 * layer)} + {tex(cache)}) = {tex(layers * (2 * layer + cache))}$.",
        rf"Logits: $2 \cdot {vocabulary} \cdot {width} = {tex(logits)}$. The embedding of the token is a look-up.",
        rf"Together ${tex(layers * (2 * layer + cache) + logits)}$ FLOP.",
    ]


@wrong("You left out attention over the cache: scores and mixing cost 4 times context times width in every layer.")
def weights_only(**numbers: int) -> float:
    """Take two FLOPs per parameter."""
    return answer(**{**numbers, "context": 0})


@wrong("You counted multiply-adds: each is 2 FLOPs.")
def multiply_adds(**numbers: int) -> float:
    """Take half."""
    return answer(**numbers) / 2


@wrong("You counted one product with the cache: the query meets the keys, and then the weights mix the values.")
def scores_only(**numbers: int) -> float:
    """Forget the values."""
    return answer(**{**numbers, "context": numbers["context"] / 2})


@wrong("You left out the logits: the output matrix is multiplied for every token that is generated.")
def no_logits(**numbers: int) -> float:
    """Stop before the vocabulary."""
    return answer(**{**numbers, "vocabulary": 0})


@wrong(
    "You counted the whole square of the context: with a cache there is one query, so the cost is linear in the "
    "context."
)
def square_of_the_context(**numbers: int) -> float:
    """Score every pair."""
    return answer(**{**numbers, "context": numbers["context"] ** 2})


@wrong(
    "You multiplied attention by the heads: together they are as wide as the model, so width already holds them all."
)
def heads_times_width(**numbers: int) -> float:
    """Give every head the full width."""
    return answer(**{**numbers, "context": numbers["context"] * numbers["heads"]})


@wrong(
    "You computed everything for all tokens of the context again: the cache holds their keys and values, one token "
    "goes through."
)
def no_cache(**numbers: int) -> float:
    """Push the whole prefix through the weights."""
    weights = answer(**{**numbers, "context": 0})
    return numbers["context"] * weights + answer(**numbers) - weights


TURNS = (weights_only, multiply_adds, scores_only, no_logits, square_of_the_context, heads_times_width, no_cache)
