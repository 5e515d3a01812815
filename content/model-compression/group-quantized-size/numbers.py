"""Bytes of weights quantised in groups, with the ends left in 16 bits."""

import itertools
import random

from deepdrill.grading.calculation import wrong
from deepdrill.grading.units import tex


def draw(rng: random.Random) -> dict[str, float]:
    """Draw a model for which each wrong turn leads to another size."""
    while True:
        numbers = {
            "linear_billion": rng.choice([2.6, 3.1, 6.5, 7, 12.6, 32, 68.5]),
            "bits": rng.choice([2, 3, 4]),
            "group": rng.choice([32, 64, 128]),
            "embedding_million": rng.choice([260, 390, 525, 1050, 1560]),
        }
        values = sorted(turn(**numbers) for turn in (answer, *TURNS))
        if all(high - low > 0.0065 * high for low, high in itertools.pairwise(values)):
            return numbers


def answer(linear_billion: float, bits: float, group: float, embedding_million: float) -> float:
    """Bits per quantised weight with its share of scale and zero point, and two bytes for the rest."""
    return linear_billion * 1e9 * (bits + (16 + bits) / group) / 8 + embedding_million * 2e6


def working(linear_billion: float, bits: float, group: float, embedding_million: float) -> list[str]:
    """Effective bits, then bytes."""
    effective = bits + (16 + bits) / group
    linear = linear_billion * 1e9 * effective / 8
    ends = embedding_million * 2e6
    return [
        (
            rf"A group of {group} weights takes ${group} \cdot {bits} + 16 + {bits}$ bits, so a weight takes ${bits} "
            f"+ {16 + bits}/{group} = {tex(effective, 5)}$ bits."
        ),
        rf"Linear layers: ${linear_billion} \cdot 10^9 \cdot {tex(effective, 5)} / 8 = {tex(linear, 5)}$ bytes.",
        rf"Ends: ${embedding_million} \cdot 10^6 \cdot 2 = {tex(ends)}$ bytes.",
        (
            f"Together ${tex(linear + ends, 5)}$ bytes, {(linear + ends) / 1e9:.4g} GB, against "
            f"{2 * linear_billion + embedding_million / 500:.4g} GB in 16 bits."
        ),
    ]


@wrong(
    "You left out scales and zero points: each group stores both, which adds (16 + zero point) / group bits to every "
    "weight."
)
def bare_bits(linear_billion: float, bits: float, embedding_million: float, **_: float) -> float:
    """Count the weights' own bits."""
    return linear_billion * 1e9 * bits / 8 + embedding_million * 2e6


@wrong("You left out the zero points: an asymmetric grid stores one for each group beside the scale.")
def scales_only(linear_billion: float, bits: float, group: float, embedding_million: float) -> float:
    """Count the scales."""
    return linear_billion * 1e9 * (bits + 16 / group) / 8 + embedding_million * 2e6


@wrong("You left out embedding and output matrix: they are stored too, in 16 bits.")
def linear_only(**numbers: float) -> float:
    """Forget the ends."""
    return answer(**{**numbers, "embedding_million": 0})


@wrong("You quantised the embedding and output matrix as well: they stay in 16 bits.")
def all_quantized(linear_billion: float, bits: float, group: float, embedding_million: float) -> float:
    """Treat all weights alike."""
    return answer(linear_billion + embedding_million / 1000, bits, group, 0)


@wrong("You gave every weight its own scale and zero point: a whole group shares them.")
def scale_for_each(linear_billion: float, bits: float, embedding_million: float, **_: float) -> float:
    """Take groups of one."""
    return answer(linear_billion, bits, 1, embedding_million)


@wrong("You took 16 bits as 16 bytes in the unquantised part: 16 bits are 2 bytes.")
def sixteen_bytes(**numbers: float) -> float:
    """Take bits for bytes at the ends."""
    return answer(**{**numbers, "embedding_million": 8 * numbers["embedding_million"]})


@wrong("You left everything in 16 bits: the linear layers have only the bits that the prompt gives.")
def not_quantized(linear_billion: float, embedding_million: float, **_: float) -> float:
    """Take two bytes for all."""
    return linear_billion * 2e9 + embedding_million * 2e6


TURNS = (bare_bits, scales_only, linear_only, all_quantized, scale_for_each, sixteen_bytes, not_quantized)
