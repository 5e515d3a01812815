"""Perplexity per token from bits per byte."""

import itertools
import math
import random

from deepdrill.grading.calculation import wrong
from deepdrill.grading.units import tex


def draw(rng: random.Random) -> dict[str, float]:
    """Draw a text, a tokeniser and a model."""
    while True:
        megabytes = rng.choice([40, 60, 80, 120, 200])
        numbers = {
            "bits_per_byte": rng.choice([0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 1.05]),
            "megabytes": megabytes,
            "million_tokens": round(megabytes / rng.uniform(3.2, 4.9), 1),
        }
        values = sorted(turn(**numbers) for turn in (answer, *TURNS))
        if all(high - low > 0.045 * high for low, high in itertools.pairwise(values)):
            return numbers


def answer(bits_per_byte: float, megabytes: float, million_tokens: float) -> float:
    """Two to the bits per token."""
    return 2 ** (bits_per_byte * megabytes / million_tokens)


def working(bits_per_byte: float, megabytes: float, million_tokens: float) -> list[str]:
    """Bytes per token, bits per token, perplexity."""
    length = megabytes / million_tokens
    bits = bits_per_byte * length
    return [
        rf"A token holds ${megabytes} / {million_tokens} = {tex(length)}$ bytes on average.",
        (
            rf"Bits per token: ${bits_per_byte} \cdot {tex(length)} = {tex(bits)}$. The bits of the whole text are "
            "the same, only spread over fewer pieces."
        ),
        rf"Perplexity: $2^{{{tex(bits)}}} = {tex(2**bits)}$.",
        (
            rf"The loss in nats that a framework prints would be ${tex(bits)} \cdot \ln 2 = "
            f"{tex(bits * math.log(2))}$, and $e^{{{tex(bits * math.log(2))}}}$ is the same perplexity."
        ),
    ]


@wrong("You raised e to a number of bits: bits belong to base 2, nats to base e.")
def base_e(bits_per_byte: float, megabytes: float, million_tokens: float) -> float:
    """Take bits for nats."""
    return math.exp(bits_per_byte * megabytes / million_tokens)


@wrong("You gave the perplexity per byte: multiply by the bytes per token before you raise 2 to it.")
def per_byte(bits_per_byte: float, **_: float) -> float:
    """Forget the tokens."""
    return 2**bits_per_byte


@wrong("You gave the bits per token: the perplexity is 2 to that power.")
def bits_per_token(bits_per_byte: float, megabytes: float, million_tokens: float) -> float:
    """Stop before the power."""
    return bits_per_byte * megabytes / million_tokens


@wrong("You multiplied the perplexity per byte by the bytes per token: bits add up, perplexities multiply.")
def times_the_length(bits_per_byte: float, megabytes: float, million_tokens: float) -> float:
    """Scale the perplexity itself."""
    return 2**bits_per_byte * megabytes / million_tokens


@wrong("You divided by the bytes per token: a token holds several bytes, so it carries more bits than a byte.")
def divided(bits_per_byte: float, megabytes: float, million_tokens: float) -> float:
    """Turn the length upside down."""
    return 2 ** (bits_per_byte * million_tokens / megabytes)


@wrong("You turned bits into nats and then raised 2 to it: take either nats with e or bits with 2.")
def nats_with_two(bits_per_byte: float, megabytes: float, million_tokens: float) -> float:
    """Mix the two bases the other way round."""
    return 2 ** (bits_per_byte * math.log(2) * megabytes / million_tokens)


TURNS = (base_e, per_byte, bits_per_token, times_the_length, divided, nats_with_two)
