"""Parameters of a decoder with grouped-query attention and SwiGLU."""

import itertools
import random

from deepdrill.grading.calculation import wrong
from deepdrill.grading.units import tex


def draw(rng: random.Random) -> dict[str, int]:
    """Draw a model of one to twenty billion parameters in which each wrong turn leads to another number."""
    while True:
        query_heads, kv_heads = rng.choice([(16, 2), (16, 4), (24, 4), (28, 4), (32, 4), (40, 8), (48, 8)])
        width = query_heads * 128
        numbers = {
            "layers": rng.choice([22, 26, 30, 34, 38]),
            "query_heads": query_heads,
            "kv_heads": kv_heads,
            "head_width": 128,
            "ff_width": round(width * rng.choice([2.75, 3.0, 3.25, 3.5]) / 256) * 256,
            "vocabulary": rng.choice([50_000, 64_000, 100_000, 128_000]),
        }
        values = sorted(turn(**numbers) for turn in (answer, *TURNS))
        if all(high - low > 0.012 * high for low, high in itertools.pairwise(values)):
            return numbers


def answer(layers: int, query_heads: int, kv_heads: int, head_width: int, ff_width: int, vocabulary: int) -> float:
    """Count embedding, output, and per layer four attention and three feed-forward matrices with two norms."""
    width = query_heads * head_width
    attention = 2 * width * width + 2 * width * kv_heads * head_width
    layer = attention + 3 * width * ff_width + 2 * width
    return 2 * vocabulary * width + layers * layer + width


def working(layers: int, query_heads: int, kv_heads: int, head_width: int, ff_width: int, vocabulary: int) -> list[str]:
    """Go through one layer, then the ends."""
    width = query_heads * head_width
    narrow = kv_heads * head_width
    attention = 2 * width * width + 2 * width * narrow
    feed_forward = 3 * width * ff_width
    layer = attention + feed_forward + 2 * width
    ends = 2 * vocabulary * width
    total = ends + layers * layer + width
    return [
        (
            rf"Model width: ${query_heads} \cdot {head_width} = {width}$. Keys and values are narrower: ${kv_heads} "
            rf"\cdot {head_width} = {narrow}$."
        ),
        (
            rf"Attention: queries and output ${width} \cdot {width}$ each, keys and values ${width} \cdot {narrow}$ "
            rf"each: $2 \cdot {tex(width**2)} + 2 \cdot {tex(width * narrow)} = {tex(attention)}$."
        ),
        rf"SwiGLU has three matrices (gate, up, down): $3 \cdot {width} \cdot {ff_width} = {tex(feed_forward)}$.",
        rf"With two norms of {width} a layer has ${tex(layer)}$; {layers} layers have ${tex(layers * layer)}$.",
        (
            rf"Embedding and output matrix: $2 \cdot {vocabulary} \cdot {width} = {tex(ends)}$; the last norm: "
            f"{width}. Rotary positions have none."
        ),
        f"Together ${tex(total)}$.",
    ]


@wrong(
    "You made keys and values as wide as the queries: with grouped-query attention they have kv heads times head "
    "width columns."
)
def full_keys_and_values(**numbers: int) -> float:
    """Take ordinary multi-head attention."""
    return answer(**{**numbers, "kv_heads": numbers["query_heads"]})


@wrong("You counted two feed-forward matrices: SwiGLU has three, a gate beside the way up and the way down.")
def two_matrices(**numbers: int) -> float:
    """Take a plain feed-forward block."""
    return answer(**numbers) - numbers["layers"] * _width(numbers) * numbers["ff_width"]


@wrong("You counted the embedding once: the output matrix is not tied, so vocabulary times width comes twice.")
def tied(**numbers: int) -> float:
    """Share embedding and output."""
    return answer(**numbers) - numbers["vocabulary"] * _width(numbers)


@wrong("You left out embedding and output matrix: each has vocabulary times width parameters.")
def no_embeddings(**numbers: int) -> float:
    """Count the layers."""
    return answer(**numbers) - 2 * numbers["vocabulary"] * _width(numbers)


@wrong("You left out attention's output projection: behind the heads stands one more width times width matrix.")
def no_output_projection(**numbers: int) -> float:
    """Count three matrices of attention."""
    return answer(**numbers) - numbers["layers"] * _width(numbers) ** 2


@wrong("You took the feed-forward width as four times the model width: the prompt gives it.")
def four_times_as_wide(**numbers: int) -> float:
    """Use the classic width."""
    return answer(**{**numbers, "ff_width": 4 * _width(numbers)})


@wrong(
    "You gave each head matrices of the full width: a head's queries, keys and values have head-width columns, "
    "together the model's width."
)
def full_width_heads(**numbers: int) -> float:
    """Multiply the query matrix by the heads."""
    return answer(**numbers) + numbers["layers"] * (numbers["query_heads"] - 1) * _width(numbers) ** 2


@wrong("You counted one layer: every layer has its own matrices.")
def one_layer(**numbers: int) -> float:
    """Forget the layers."""
    return answer(**{**numbers, "layers": 1})


def _width(numbers: dict[str, int]) -> int:
    """Give the model's width."""
    return numbers["query_heads"] * numbers["head_width"]


TURNS = (
    full_keys_and_values,
    two_matrices,
    tied,
    no_embeddings,
    no_output_projection,
    four_times_as_wide,
    full_width_heads,
    one_layer,
)
