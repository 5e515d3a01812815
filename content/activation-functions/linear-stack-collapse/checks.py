"""Checks of the collapse: layers applied one after the other, entry by entry, to the unit vectors and to zero."""

import itertools
import math
from collections.abc import Sequence
from typing import Any

import torch

from deepdrill.judge.checks import Trial, check

Layer = tuple[torch.Tensor, torch.Tensor]


def apply(layers: Sequence[Layer], row: list[float]) -> list[float]:
    """Apply layers to one row, in Python floats."""
    for weight, bias in layers:
        table, shift = weight.double().tolist(), bias.double().tolist()
        row = [math.fsum(map(float.__mul__, each, row)) + b for each, b in zip(table, shift, strict=True)]
    return row


def oracle(layers: Sequence[Layer]) -> Layer:
    """Read the one layer off what the stack does to zero and to each unit vector."""
    width, dtype = layers[0][0].shape[1], layers[0][0].dtype
    bias = apply(layers, [0.0] * width)
    columns = [apply(layers, [float(i == j) for i in range(width)]) for j in range(width)]
    weight = [[columns[j][i] - bias[i] for j in range(width)] for i in range(len(bias))]
    return torch.tensor(weight, dtype=dtype), torch.tensor(bias, dtype=dtype)


def draw(trial: Trial, *widths: int, dtype: torch.dtype = torch.float64) -> list[Layer]:
    """Draw layers between these widths."""
    return [
        (trial.normal(after, before, scale=1 / math.sqrt(before), dtype=dtype), trial.normal(after, dtype=dtype))
        for before, after in itertools.pairwise(widths)
    ]


def compare(trial: Trial, layers: list[Layer]) -> None:
    """Collapse and compare."""
    wanted = oracle(layers)
    seen = trial.call("collapse", layers)
    trial.same(seen, wanted, what="(weight, bias)", terms=30, scale=4.0 * len(layers))


@check
def one_layer_is_itself(trial: Trial) -> None:
    """A single layer collapses into itself."""
    compare(trial, draw(trial, 2, 3))
    compare(trial, draw(trial, 1, 1))


@check
def two_layers_are_one(trial: Trial) -> None:
    """Two layers of any widths are one, the first bias included."""
    for widths in ((3, 3, 3), (2, 4, 3), (5, 1, 2), (1, 6, 1)):
        compare(trial, draw(trial, *widths))


@check
def deep_stacks_are_one_layer(trial: Trial) -> None:
    """So are three layers and more, in the order in which they are applied."""
    for widths in ((3, 3, 3, 3), (2, 5, 3, 4), (4, 3, 2, 3, 4, 1), (3,) * 9):
        compare(trial, draw(trial, *widths))


@check
def keeps_the_dtype_and_the_layers(trial: Trial) -> None:
    """float32 layers give a float32 layer, transposed weights are fine, and the layers stay as they are."""
    layers = [(w.T.contiguous().T, b) for w, b in draw(trial, 3, 4, 2, 3, dtype=torch.float32)]
    compare(trial, layers)
    after = trial.after("collapse", layers)[0]
    trial.same(after, layers, what="the layers after the call", relative=0.0)


@check
def an_affine_function_has_no_defect(trial: Trial) -> None:
    """The defect of an affine function is zero, whatever its constant."""
    for n, d, e in ((1, 1, 1), (2, 3, 4)):
        matrix, constant = trial.normal(d, e, dtype=torch.float64), trial.normal(e, shift=3.0, dtype=torch.float64)
        x, y = trial.normal(n, d, dtype=torch.float64), trial.normal(n, d, dtype=torch.float64)

        def affine(rows: Any, matrix: torch.Tensor = matrix, constant: torch.Tensor = constant) -> torch.Tensor:
            return rows @ matrix + constant

        seen = trial.call("defect", trial.lend(affine), x, y)
        trial.same(seen, torch.zeros(n, e, dtype=torch.float64), what="the defect", scale=10.0)


@check
def other_functions_have_theirs(trial: Trial) -> None:
    """For any function the defect is f(x + y) - f(x) - f(y) + f(0)."""

    def bent(rows: Any) -> torch.Tensor:
        return torch.cat([rows.relu() + 2.0, torch.cos(rows)], dim=1)

    def crossed(rows: Any) -> torch.Tensor:
        return (rows * rows.flip(1)).sum(1, keepdim=True) + 1.0

    for n, d in ((1, 1), (3, 2)):
        x, y = trial.normal(n, d, dtype=torch.float64), trial.normal(n, d, scale=2.0, dtype=torch.float64)
        with trial.case("relu and cosine"):
            ramps = (x + y).clamp_min(0) - x.clamp_min(0) - y.clamp_min(0)
            waves = torch.cos(x + y) - torch.cos(x) - torch.cos(y) + 1.0
            seen = trial.call("defect", trial.lend(bent), x, y)
            trial.same(seen, torch.cat([ramps, waves], dim=1), what="the defect", scale=10.0)
        with trial.case("products of entries"):
            mixed = (x * y.flip(1) + y * x.flip(1)).sum(1, keepdim=True)
            trial.same(trial.call("defect", trial.lend(crossed), x, y), mixed, what="the defect", scale=10.0)
    x, y = trial.normal(2, 2, dtype=torch.float64), trial.normal(2, 2, dtype=torch.float64)
    after = trial.after("defect", trial.lend(crossed), x, y)[1:]
    trial.same(after, (x, y), what="(x, y) after the call", relative=0.0)


@check
def one_relu_computes_xor(trial: Trial) -> None:
    """Two layers with a ReLU between them give 0, 1, 1, 0."""
    layers = trial.call("xor_layers")
    trial.require(
        isinstance(layers, list | tuple)
        and len(layers) == 2
        and all(isinstance(layer, list | tuple) and len(layer) == 2 for layer in layers)
        and all(isinstance(part, torch.Tensor) for layer in layers for part in layer),
        "xor_layers must return a list of two pairs of tensors.",
        seen=layers,
    )
    (first, shift), (second, last) = layers
    width = shift.numel()
    shapes = tuple(tuple(part.shape) for layer in layers for part in layer)
    trial.require(
        1 <= width <= 4 and shapes == ((width, 2), (width,), (1, width), (1,)),
        f"The shapes must be (h, 2), (h,), (1, h) and (1,) with h from 1 to 4; yours are {shapes}.",
    )
    for x, wanted in (((0.0, 0.0), 0.0), ((0.0, 1.0), 1.0), ((1.0, 0.0), 1.0), ((1.0, 1.0), 0.0)):
        hidden = [max(0.0, value) for value in apply([(first, shift)], list(x))]
        seen = apply([(second, last)], hidden)[0]
        trial.require(
            abs(seen - wanted) <= 1e-5,
            f"For {x} your network gives {seen:.6g} where {wanted:g} is expected.",
            seen=layers,
        )
    trial.require(
        all(part.dtype in (torch.float32, torch.float64) for layer in layers for part in layer),
        "The tensors must be of float32 or float64.",
        seen=layers,
    )
