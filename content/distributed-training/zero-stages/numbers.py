"""Model states per GPU under ZeRO."""

import random

from deepdrill.grading.calculation import wrong
from deepdrill.grading.units import tex

WHAT = ("optimizer states", "gradients", "weights")


def draw(rng: random.Random) -> dict[str, float]:
    """Draw a model, a stage and a number of GPUs."""
    return {
        "parameters_billion": rng.choice([3, 7, 8, 13, 30, 34, 70, 120]),
        "stage": rng.choice([1, 2, 3]),
        "gpus": rng.choice([10, 12, 20, 24, 40, 48]),
    }


def answer(parameters_billion: float, stage: float, gpus: float) -> float:
    """Divide what the stage shards."""
    return _held(parameters_billion, stage, gpus, optimizer=12)


def working(parameters_billion: float, stage: float, gpus: float) -> list[str]:
    """Say what is divided, then add."""
    size = tex(parameters_billion * 1e9)
    divided = WHAT[: int(stage)]
    whole = WHAT[int(stage) :]
    states = 12 / gpus
    gradients = 2 / gpus if stage >= 2 else 2
    weights = 2 / gpus if stage >= 3 else 2
    one = states + gradients + weights
    return [
        "Per parameter: weights 2 bytes, gradients 2, optimizer states $4 + 4 + 4 = 12$.",
        (
            f"Stage {stage} divides {' and '.join(divided) if stage < 3 else 'all three'} over the {gpus} GPUs; "
            f"{'each GPU holds all ' + ' and '.join(whole) if whole else 'nothing is held whole'}."
        ),
        (
            f"Bytes per parameter and GPU: $12/{gpus} + {'2' if stage < 2 else f'2/{gpus}'} + "
            f"{'2' if stage < 3 else f'2/{gpus}'} = {tex(one)}$."
        ),
        (
            rf"$({size}) \cdot {tex(one)} = {tex(one * parameters_billion * 1e9)}$ bytes, that is "
            f"{one * parameters_billion:.4g} GB instead of {16 * parameters_billion:.4g} GB."
        ),
    ]


def _held(parameters_billion: float, stage: float, gpus: float, *, optimizer: float) -> float:
    """Give the bytes on one GPU."""
    one = optimizer / (gpus if stage >= 1 else 1) + 2 / (gpus if stage >= 2 else 1) + 2 / (gpus if stage >= 3 else 1)
    return parameters_billion * 1e9 * one


@wrong(
    "You did not divide anything, as in plain data parallelism: every stage divides at least the optimizer's states."
)
def not_sharded(parameters_billion: float, gpus: float, **_: float) -> float:
    """Take stage zero."""
    return _held(parameters_billion, 0, gpus, optimizer=12)


@wrong(
    "You applied another stage: stage 1 divides the optimizer's states, stage 2 the gradients too, stage 3 also the "
    "weights."
)
def neighbouring_stage(parameters_billion: float, stage: float, gpus: float) -> float:
    """Take the stage beside it."""
    return _held(parameters_billion, 2 if stage != 2 else 1, gpus, optimizer=12)


@wrong(
    "You took the far end of the stages: only stage 3 divides the weights, and stage 1 divides nothing but the "
    "optimizer's states."
)
def far_stage(parameters_billion: float, stage: float, gpus: float) -> float:
    """Take three for one and two, one for three."""
    return _held(parameters_billion, 3 if stage != 3 else 1, gpus, optimizer=12)


@wrong(
    "You counted 8 bytes of optimizer states: beside the two moments there is the float32 master copy, which makes 12."
)
def two_float32(parameters_billion: float, stage: float, gpus: float) -> float:
    """Forget the master copy or a moment."""
    return _held(parameters_billion, stage, gpus, optimizer=8)


@wrong("You took weights and gradients in float32: they have 2 bytes each, only the optimizer keeps float32.")
def float32_weights(parameters_billion: float, stage: float, gpus: float) -> float:
    """Take four bytes for each of the two."""
    more = 2 / (gpus if stage >= 2 else 1) + 2 / (gpus if stage >= 3 else 1)
    return answer(parameters_billion, stage, gpus) + parameters_billion * 1e9 * more


@wrong(
    "You left out the bf16 weights: each GPU holds them, whole or its share of them, beside gradients and optimizer "
    "states."
)
def weights_forgotten(parameters_billion: float, stage: float, gpus: float) -> float:
    """Leave the weights out."""
    return answer(parameters_billion, stage, gpus) - parameters_billion * 2e9 / (gpus if stage >= 3 else 1)
