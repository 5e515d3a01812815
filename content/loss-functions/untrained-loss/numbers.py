"""Summed cross-entropy of a uniform guess."""

import math
import random

from deepdrill.grading.calculation import wrong
from deepdrill.grading.units import tex


def draw(rng: random.Random) -> dict[str, int]:
    """Draw a vocabulary and a padded batch."""
    return {
        "vocabulary": rng.choice([8_000, 16_000, 32_000, 50_257, 64_000, 100_000, 128_256]),
        "batch": rng.choice([6, 10, 12, 20, 24, 32]),
        "tokens": rng.choice([200, 300, 400, 500, 800]),
        "padding_percent": rng.choice([5, 10, 15, 20, 30]),
    }


def answer(vocabulary: int, batch: int, tokens: int, padding_percent: int) -> float:
    """Each position that counts costs the logarithm of the vocabulary."""
    return _positions(batch, tokens, padding_percent) * math.log(vocabulary)


def working(vocabulary: int, batch: int, tokens: int, padding_percent: int) -> list[str]:
    """One position, then all that count."""
    positions = _positions(batch, tokens, padding_percent)
    one = math.log(vocabulary)
    return [
        rf"Equal logits make every token equally likely, $1/{vocabulary}$, whatever the targets are.",
        rf"One position costs $-\ln(1/{vocabulary}) = \ln {vocabulary} = {tex(one)}$ nats.",
        rf"Positions that count: ${batch} \cdot {tokens} \cdot {(100 - padding_percent) / 100:g} = {tex(positions)}$.",
        (
            rf"Sum: ${tex(positions)} \cdot {tex(one)} = {tex(positions * one)}$. The mean, which most programs "
            f"print, is ${tex(one)}$."
        ),
    ]


def _positions(batch: int, tokens: int, padding_percent: int) -> float:
    """Count the positions that are no padding."""
    return batch * tokens * (100 - padding_percent) / 100


@wrong("You gave the mean of one position: the program prints the sum over all positions that count.")
def mean(vocabulary: int, **_: int) -> float:
    """Take one position."""
    return math.log(vocabulary)


@wrong("You counted the padding too: the loss ignores these positions.")
def with_padding(**numbers: int) -> float:
    """Count every position."""
    return answer(**{**numbers, "padding_percent": 0})


@wrong("You took the logarithm to base 2: frameworks use the natural one, so the loss is in nats.")
def base_two(**numbers: int) -> float:
    """Give bits."""
    return answer(**numbers) / math.log(2)


@wrong("You took the logarithm to base 10: frameworks use the natural one.")
def base_ten(**numbers: int) -> float:
    """Use the other log key."""
    return answer(**numbers) / math.log(10)


@wrong("You counted ln 2 per position, as for a yes-or-no guess: the guess is among the whole vocabulary.")
def two_classes(batch: int, tokens: int, padding_percent: int, **_: int) -> float:
    """Take a binary loss."""
    return _positions(batch, tokens, padding_percent) * math.log(2)


@wrong("You counted one position per sequence: every target position has its own loss.")
def one_per_sequence(vocabulary: int, batch: int, **_: int) -> float:
    """Forget the length."""
    return batch * math.log(vocabulary)


@wrong("You counted one sequence: the sum runs over the positions of all sequences in the batch.")
def one_sequence(vocabulary: int, tokens: int, padding_percent: int, **_: int) -> float:
    """Forget the batch."""
    return _positions(1, tokens, padding_percent) * math.log(vocabulary)
