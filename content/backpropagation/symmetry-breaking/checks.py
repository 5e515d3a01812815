"""Checks of random initialisation: the draws of the same generator, and a network worked out in Python floats."""

import itertools
import math
from collections.abc import Sequence

import torch

from deepdrill.judge.checks import Trial, check

Layer = tuple[torch.Tensor, torch.Tensor]
Rows = list[list[float]]


def run(layers: Sequence[Layer], x: torch.Tensor) -> list[Rows]:
    """Give the rows that enter the first layer, and what every layer makes of them, unit by unit."""
    found = [x.detach().double().tolist()]
    for index, (weight, bias) in enumerate(layers):
        table, shift = weight.detach().double().tolist(), bias.detach().double().tolist()
        rows = [
            [math.fsum(map(float.__mul__, unit, row)) + b for unit, b in zip(table, shift, strict=True)]
            for row in found[-1]
        ]
        last = index == len(layers) - 1
        found.append(rows if last else [[math.tanh(value) for value in row] for row in rows])
    return found


def backwards(layers: Sequence[Layer], x: torch.Tensor, y: torch.Tensor) -> list[torch.Tensor]:
    """Give the gradients of the weights by the chain rule, from the last layer to the first."""
    outputs = [torch.tensor(rows, dtype=torch.float64) for rows in run(layers, x)]
    slope = 2 * (outputs[-1] - y.double()) / y.numel()
    found = []
    for index in reversed(range(len(layers))):
        found.append(torch.stack([torch.outer(s, a) for s, a in zip(slope, outputs[index], strict=True)]).sum(0))
        slope = (slope @ layers[index][0].detach().double()) * (1 - outputs[index] ** 2)
    return [gradient.to(x.dtype) for gradient in reversed(found)]


def draw(trial: Trial, sizes: Sequence[int], dtype: torch.dtype = torch.float64, scale: float = 1.0) -> list[Layer]:
    """Draw layers with biases."""
    return [
        (
            trial.normal(out, width, scale=scale / math.sqrt(width), dtype=dtype),
            trial.normal(out, scale=scale, dtype=dtype),
        )
        for width, out in itertools.pairwise(sizes)
    ]


def compare_gradients(trial: Trial, layers: list[Layer], x: torch.Tensor, y: torch.Tensor) -> None:
    """Compare the gradients of all weights."""
    wanted = backwards(layers, x, y)
    seen = trial.call("gradients", layers, x, y)
    trial.same(seen, wanted, what="the gradients", terms=8 * len(x), scale=2.0)


@check
def draws_from_one_generator(trial: Trial) -> None:
    """Weights are scale times the numbers of one seeded normal generator, layer by layer; biases are zeros."""
    for sizes, scale in (([2, 1], 1.0), ([3, 4, 2], 0.01), ([4, 4, 4, 4], 0.3)):
        seed = trial.size(0, 10**6)
        dice = torch.Generator().manual_seed(seed)
        wanted = []
        for width, out in itertools.pairwise(sizes):
            numbers = torch.empty(out, width).normal_(generator=dice).double()
            wanted.append(((numbers * scale).float(), torch.zeros(out)))
        with trial.case(f"sizes {sizes}, scale {scale:g}"):
            trial.same(trial.call("small_random", sizes, scale, seed), wanted, what="the layers")


@check
def the_gradients_are_right(trial: Trial) -> None:
    """Every weight gets the gradient of the mean squared error, through the tanh of all layers but the last."""
    for n, sizes in ((1, [2, 1]), (3, [2, 3, 2]), (4, [3, 4, 2, 3, 1]), (2, [1, 5, 1])):
        layers = draw(trial, sizes)
        x, y = trial.normal(n, sizes[0], dtype=torch.float64), trial.normal(n, sizes[-1], dtype=torch.float64)
        with trial.case(f"sizes {sizes}"):
            compare_gradients(trial, layers, x, y)


@check
def equal_units_get_equal_gradients(trial: Trial) -> None:
    """With constant weights all rows of a gradient agree; with zeros no hidden weight moves."""
    x, y = trial.normal(4, 3, dtype=torch.float64), trial.normal(4, 1, dtype=torch.float64)
    for value in (0.3, 0.0):
        layers = [(torch.full_like(w, value), torch.zeros_like(b)) for w, b in draw(trial, [3, 4, 5, 1])]
        with trial.case(f"all weights {value:g}"):
            compare_gradients(trial, layers, x, y)
            for gradient in backwards(layers, x, y):
                trial.same(trial.call("distinct_rows", gradient), 1, what="distinct_rows of a gradient")


@check
def counts_the_different_rows(trial: Trial) -> None:
    """Rows that differ count once each, whatever the size of the numbers."""
    for units, width, scale in ((1, 1, 1.0), (4, 3, 1.0), (6, 2, 1e-9), (3, 5, 1e9)):
        matrix = trial.normal(units, width, scale=scale, dtype=torch.float64)
        trial.same(trial.call("distinct_rows", matrix), units, what="the count")
        twice = torch.cat([matrix, matrix])[torch.randperm(2 * units, generator=trial.rng)]
        with trial.case("every row twice"):
            trial.same(trial.call("distinct_rows", twice), units, what="the count")
    with trial.case("rows that differ in one entry"):
        matrix = torch.ones(3, 4, dtype=torch.float64) + torch.eye(3, 4, dtype=torch.float64)
        trial.same(trial.call("distinct_rows", matrix), 3, what="the count")
    with trial.case("rows of opposite sign"):
        matrix = torch.tensor([[1.0, -2.0], [-1.0, 2.0], [2.0, -1.0], [2.0, 1.0]])
        trial.same(trial.call("distinct_rows", matrix), 4, what="the count")
    with trial.case("a row below all others"):
        matrix = torch.tensor([[1.0, 2.0], [0.0, 2.0], [0.0, 1.0], [0.0, 1.0]])
        trial.same(trial.call("distinct_rows", matrix), 3, what="the count")
    with trial.case("all zeros"):
        trial.same(trial.call("distinct_rows", torch.zeros(3, 2)), 1, what="the count")


@check
def rounding_makes_no_difference(trial: Trial) -> None:
    """Rows that agree up to a millionth of the largest entry are the same; what is small in a row of its own counts."""
    matrix = trial.uniform(3, 4, low=1.0, high=2.0, dtype=torch.float64) * torch.tensor([[1.0], [-1.0], [3.0]])
    for scale in (1.0, 1e-6, 1e6):
        noise = trial.uniform(3, 4, low=-1e-9, high=1e-9, dtype=torch.float64)
        with trial.case(f"entries of about {scale:g}"):
            seen = trial.call("distinct_rows", torch.cat([matrix, matrix + noise]) * scale)
            trial.same(seen, 3, what="the count")
    with trial.case("rows that differ by a ten-thousandth"):
        seen = trial.call("distinct_rows", torch.cat([matrix, matrix + 1e-4]))
        trial.same(seen, 6, what="the count")
    with trial.case("rows near zero beside large ones"):
        seen = trial.call("distinct_rows", torch.tensor([[1e-9, 0.0], [0.0, 1e-9], [1.0, -5.0]]))
        trial.same(seen, 2, what="the count")


@check
def the_signal_is_a_root_mean_square(trial: Trial) -> None:
    """Signal is the root mean square of every layer's output, after the tanh, the last one without."""
    for n, sizes, scale in ((1, [2, 1], 1.0), (3, [2, 4, 3], 1.0), (5, [4, 3, 3, 3, 2], 2.0), (2, [6, 6, 6, 6], 0.05)):
        layers, x = draw(trial, sizes, scale=scale), trial.normal(n, sizes[0], shift=0.5, dtype=torch.float64)
        wanted = [
            math.sqrt(math.fsum(v * v for row in rows for v in row) / (len(rows) * len(rows[0])))
            for rows in run(layers, x)[1:]
        ]
        with trial.case(f"sizes {sizes}"):
            seen = trial.call("signal", layers, x)
            trial.require(
                isinstance(seen, list) and all(isinstance(one, float) for one in seen),
                "signal must return a list of Python floats.",
                seen=seen,
            )
            trial.same(seen, wanted, what="the signal", relative=1e-9, scale=0.0)


@check
def leaves_its_arguments(trial: Trial) -> None:
    """float32 stays float32, weights that require gradients are fine, and nothing of the caller's changes."""
    layers = draw(trial, [2, 3, 2], torch.float32)
    x, y = trial.normal(3, 2), trial.normal(3, 2)
    compare_gradients(trial, layers, x, y)
    placed = [tuple(trial.place(part.clone().requires_grad_()) for part in layer) for layer in layers]
    trial.call("gradients", placed, x, y)
    trial.call("signal", placed, x)
    for index, (pair, layer) in enumerate(zip(placed, layers, strict=True)):
        for name, one, before in zip(("weight", "bias"), pair, layer, strict=True):
            trial.same(one.read(), before, what=f"the {name} of layer {index + 1}", relative=0.0)
            trial.same(one.read("grad"), None, what=f"the .grad of the {name} of layer {index + 1}")
    with trial.case("weights that require no gradients"):
        plain = trial.place(layers[0][0])
        trial.call("gradients", [(plain, layers[0][1]), layers[1]], x, y)
        trial.require(plain.read("requires_grad") is False, "The weight requires gradients after the call.")
    matrix = trial.normal(3, 2)
    trial.same(trial.after("distinct_rows", matrix)[0], matrix, what="the matrix after the call", relative=0.0)
