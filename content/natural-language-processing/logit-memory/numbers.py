"""Bytes of logits, copy, log-softmax and gradient."""

import random

from deepdrill.grading.calculation import wrong
from deepdrill.grading.units import tex


def draw(rng: random.Random) -> dict[str, int]:
    """Draw a batch and a large vocabulary."""
    return {
        "batch": rng.choice([6, 8, 12, 16]),
        "tokens": rng.choice([1024, 2048, 4096, 8192]),
        "vocabulary": rng.choice([32_000, 50_257, 100_000, 128_256, 151_936, 256_000]),
        "width": rng.choice([1024, 1536, 2048, 3072, 4096]),
        "layers": rng.choice([24, 28, 32, 40]),
    }


def answer(
    batch: int,
    tokens: int,
    vocabulary: int,
    width: int,  # noqa: ARG001  given, but does not enter
    layers: int,  # noqa: ARG001
) -> float:
    """Fourteen bytes for every token and word of the vocabulary."""
    return batch * tokens * vocabulary * 14


def working(batch: int, tokens: int, vocabulary: int, width: int, layers: int) -> list[str]:
    """Numbers, bytes, and a comparison."""
    numbers = batch * tokens * vocabulary
    hidden = 2 * batch * tokens * width * layers
    return [
        rf"Numbers in one such tensor: ${batch} \cdot {tokens} \cdot {vocabulary} = {tex(numbers)}$.",
        "Bytes for each: $2 + 4 + 4 + 4 = 14$.",
        rf"Together ${tex(14 * numbers)}$ bytes, {14 * numbers / 2**30:.4g} GiB.",
        (
            f"For comparison: one bf16 tensor of width {width} per layer, as checkpointing keeps it, takes "
            f"{hidden / 2**30:.3g} GiB for all {layers} layers."
        ),
    ]


@wrong("You counted one sequence: multiply by the batch.")
def one_sequence(**numbers: int) -> float:
    """Forget the batch."""
    return answer(**{**numbers, "batch": 1})


@wrong("You counted the last token only: in training every position predicts its next token.")
def last_token(**numbers: int) -> float:
    """Count as in decoding."""
    return answer(**{**numbers, "tokens": 1})


@wrong("You counted the bf16 logits only: the float32 copy, the log-softmax and the gradient are there as well.")
def bf16_only(**numbers: int) -> float:
    """Take two bytes."""
    return answer(**numbers) / 7


@wrong("You took 2 bytes for all four tensors: three of them are in float32.")
def all_bf16(**numbers: int) -> float:
    """Take eight bytes."""
    return answer(**numbers) / 14 * 8


@wrong("You took 4 bytes for all four tensors: the logits themselves are in bf16.")
def all_float32(**numbers: int) -> float:
    """Take sixteen bytes."""
    return answer(**numbers) / 14 * 16


@wrong("You left out the gradient: it has the logits' shape too.")
def no_gradient(**numbers: int) -> float:
    """Take ten bytes."""
    return answer(**numbers) / 14 * 10


@wrong("You took the model's width for the vocabulary: logits have one number per token of the vocabulary.")
def width_for_vocabulary(width: int, **numbers: int) -> float:
    """Count hidden states."""
    return answer(width=width, **{**numbers, "vocabulary": width})


@wrong("You multiplied by the layers: logits exist once, behind the last layer.")
def every_layer(**numbers: int) -> float:
    """Repeat them per layer."""
    return answer(**numbers) * numbers["layers"]
