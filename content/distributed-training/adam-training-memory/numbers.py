"""Bytes of weights, gradients and Adam's state without sharding."""

import random

from deepdrill.grading.calculation import wrong
from deepdrill.grading.units import tex


def draw(rng: random.Random) -> dict[str, float]:
    """Draw a model, a cluster and the gradients' precision."""
    return {
        "parameters_billion": rng.choice([0.35, 0.76, 1.3, 1.5, 2.7, 3, 6.7, 7, 8, 13, 34, 70]),
        "gpus": rng.choice([12, 24, 48, 96]),
        "gradient_bytes": rng.choice([2, 4]),
    }


def answer(
    parameters_billion: float,
    gpus: float,  # noqa: ARG001  given, but does not enter
    gradient_bytes: float,
) -> float:
    """Two bytes, the gradient's, and three times four."""
    return parameters_billion * 1e9 * (14 + gradient_bytes)


def working(parameters_billion: float, gpus: float, gradient_bytes: float) -> list[str]:
    """Add up the bytes of one parameter."""
    one = 14 + gradient_bytes
    total = parameters_billion * 1e9 * one
    return [
        (
            f"Bytes per parameter: weight 2, gradient {gradient_bytes}, master copy 4, first moment 4, second moment "
            f"4: $2 + {gradient_bytes} + 4 + 4 + 4 = {one}$."
        ),
        f"Plain data parallelism keeps all of it on every one of the {gpus} GPUs; only the batch is divided.",
        rf"${tex(parameters_billion * 1e9)} \cdot {one} = {tex(total)}$ bytes, that is {total / 1e9:.4g} GB.",
        rf"Adam's moments alone: $8 \cdot {tex(parameters_billion * 1e9)}$ bytes, {8 * parameters_billion:.4g} GB.",
    ]


@wrong("You counted the bf16 weights only: that is enough to run the model, not to train it.")
def weights_only(parameters_billion: float, **_: float) -> float:
    """Take two bytes."""
    return parameters_billion * 2e9


@wrong("You counted weights and gradients: the optimizer's master copy and two moments are 12 bytes more.")
def no_optimizer(parameters_billion: float, gradient_bytes: float, **_: float) -> float:
    """Forget the optimizer."""
    return parameters_billion * 1e9 * (2 + gradient_bytes)


@wrong("You counted Adam's moments only, 8 bytes: weights, gradients and the master copy come on top.")
def moments_only(parameters_billion: float, **_: float) -> float:
    """Take the two moments."""
    return parameters_billion * 8e9


@wrong("You are 4 bytes per parameter short: the optimizer keeps a master copy and two moments, three float32 numbers.")
def two_float32(**numbers: float) -> float:
    """Forget the master copy or one of the moments."""
    return answer(**numbers) - numbers["parameters_billion"] * 4e9


@wrong("You took the gradients in another precision: the prompt says how many bytes each has.")
def other_gradients(parameters_billion: float, gradient_bytes: float, **_: float) -> float:
    """Swap two and four bytes."""
    return parameters_billion * 1e9 * (14 + 6 - gradient_bytes)


@wrong(
    "You divided by the GPUs: plain data parallelism copies everything to each of them, dividing it is what ZeRO and "
    "FSDP add."
)
def sharded(**numbers: float) -> float:
    """Share the states out."""
    return answer(**numbers) / numbers["gpus"]


@wrong("You gave the sum over all GPUs: the drill asks for one of them.")
def whole_cluster(**numbers: float) -> float:
    """Multiply by the GPUs."""
    return answer(**numbers) * numbers["gpus"]
