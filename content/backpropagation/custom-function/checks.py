"""Checks of the custom function: every entry of the output finds the entries it was made of, in Python floats."""

import itertools
from collections.abc import Sequence
from typing import Any

import torch

from deepdrill.judge.checks import Remote, Trial, check
from deepdrill.judge.learners import Trouble

Shape = tuple[int, ...]
TRIPLES: list[tuple[Shape, Shape, Shape]] = [
    ((2,), (1,), (1,)),
    ((3, 1), (4,), ()),
    ((), (2, 3), (3,)),
    ((2, 1), (), (2, 3)),
    ((4,), (2, 1, 4), (3, 1)),
    ((1, 3), (2, 1), (1, 1)),
]


def place_of(index: Sequence[int], shape: Shape) -> Shape:
    """Give the entry of a tensor that broadcasting uses for an entry of the output."""
    own = list(index)[len(index) - len(shape) :]
    return tuple(0 if size == 1 else at for at, size in zip(own, shape, strict=True))


def oracle(
    x: torch.Tensor, y: torch.Tensor, c: torch.Tensor, up: torch.Tensor
) -> tuple[torch.Tensor, tuple[torch.Tensor, ...]]:
    """Give the output and the three gradients, one entry of the output after the other."""
    out = torch.zeros(up.shape, dtype=torch.float64)
    sums = [torch.zeros(value.shape, dtype=torch.float64) for value in (x, y, c)]
    for index in itertools.product(*map(range, up.shape)):
        at = [place_of(index, tuple(value.shape)) for value in (x, y, c)]
        one, other, rest, slope = float(x[at[0]]), float(y[at[1]]), float(c[at[2]]), float(up[index])
        out[index] = one * other + rest
        for total, place, part in zip(sums, at, (slope * other, slope * one, slope), strict=True):
            total[place] += part
    return out.to(x.dtype), tuple(total.to(x.dtype) for total in sums)


def draw(trial: Trial, shapes: Sequence[Shape], dtype: torch.dtype = torch.float32) -> list[torch.Tensor]:
    """Draw x, y, c and a gradient for the output."""
    values = [trial.normal(*shape, shift=0.5, dtype=dtype) for shape in shapes]
    return [*values, trial.normal(*torch.broadcast_shapes(*shapes), dtype=dtype)]


def node(trial: Trial, values: Sequence[torch.Tensor], needs: Sequence[bool] = (True, True, True)) -> Remote:
    """Call the function on tensors of which some need gradients, and keep the output there."""
    placed = [trial.place(value.clone().requires_grad_(need)) for value, need in zip(values, needs, strict=True)]
    return trial.make("multiply_add", *placed)


@check
def the_values_broadcast(trial: Trial) -> None:
    """Multiply_add gives x·y + c, broadcast over any shapes."""
    for shapes in TRIPLES:
        *values, up = draw(trial, shapes)
        with trial.case(f"shapes {', '.join(map(str, shapes))}"):
            trial.same(trial.call("multiply_add", *values), oracle(*values, up)[0], terms=2, scale=4.0)


@check
def unbroadcast_adds_up_the_copies(trial: Trial) -> None:
    """Unbroadcast sums over leading axes and over stretched ones, and gives the shape asked for."""
    for shape, wide in (
        ((2,), (2,)),
        ((2,), (3, 2)),
        ((), (2, 3)),
        ((3, 1), (3, 4)),
        ((1,), (4,)),
        ((2, 1, 3), (5, 2, 4, 3)),
        ((1, 1), (1, 1)),
    ):
        gradient = trial.normal(*wide)
        total = torch.zeros(shape, dtype=torch.float64)
        for index in itertools.product(*map(range, wide)):
            total[place_of(index, shape)] += float(gradient[index])
        with trial.case(f"{wide} back to {shape}"):
            trial.same(trial.call("unbroadcast", gradient, shape), total.float(), terms=40, scale=4.0)


@check
def gradients_without_broadcasting(trial: Trial) -> None:
    """For equal shapes the gradients are up·y, up·x and up."""
    for shape in ((1,), (2, 3), ()):
        *values, up = draw(trial, [shape] * 3)
        wanted = oracle(*values, up)[1]
        found = trial.gradients("multiply_add", *values, wrt=(0, 1, 2), cotangent=up)
        for name, seen, expected in zip("xyc", found.inputs, wanted, strict=True):
            trial.same(seen, expected, what=f"the gradient of {name}", terms=2, scale=4.0)


@check
def backward_gives_the_shapes_of_the_inputs(trial: Trial) -> None:
    """Called by itself, backward gives each input a gradient of the input's own shape: the sum over all copies."""
    for shapes in TRIPLES:
        *values, up = draw(trial, shapes)
        with trial.case(f"shapes {', '.join(map(str, shapes))}"):
            seen = step_back(trial, node(trial, values), up)
            for name, one, expected in zip("xyc", seen, oracle(*values, up)[1], strict=True):
                trial.same(one, expected, what=f"the gradient of {name}", terms=24, scale=4.0)


def step_back(trial: Trial, out: Remote, up: torch.Tensor) -> Sequence[Any]:
    """Call the function's own backward; the node of the graph is the ctx that forward wrote to."""
    kind = getattr(out.read("grad_fn"), "kind", "no graph")
    trial.require(
        kind == "MultiplyAddBackward",
        f"The result must come straight from MultiplyAdd.apply; its node in the graph is {kind}.",
    )
    seen = trial.call(out.read("grad_fn._forward_cls.backward"), out.read("grad_fn"), up)
    trial.require(isinstance(seen, tuple | list) and len(seen) == 3, "backward must return three gradients.", seen=seen)
    return list(seen)


@check
def no_gradient_where_none_is_needed(trial: Trial) -> None:
    """For an input that needs no gradient backward returns None."""
    *values, up = draw(trial, TRIPLES[1])
    wanted = oracle(*values, up)[1]
    for needs in ((True, False, False), (False, True, True), (False, False, True), (True, True, False)):
        with trial.case(f"needs_input_grad is {needs}"):
            seen = step_back(trial, node(trial, values, needs), up)
            for name, one, expected, need in zip("xyc", seen, wanted, needs, strict=True):
                trial.same(one, expected if need else None, what=f"the gradient of {name}", terms=24, scale=4.0)


@check
def a_change_in_place_is_noticed(trial: Trial) -> None:
    """If x or y is changed in place before the backward pass, that raises RuntimeError."""
    for changed in (0, 1):
        *values, up = draw(trial, [(2, 3)] * 3)
        needs = [changed != 0, changed != 1, True]
        placed = [trial.place(value.requires_grad_(need)) for value, need in zip(values, needs, strict=True)]
        out = trial.make("multiply_add", *placed)
        placed[changed].make("add_", 1.0)
        try:
            out.method("backward", up)
        except Trouble as trouble:
            if "RuntimeError" not in trouble.lineage:
                raise
        else:
            trial.fail(
                f"{'xy'[changed]} was changed in place after forward, and backward went on with the new values: "
                "save tensors with ctx.save_for_backward."
            )


@check
def gradients_of_gradients_are_right(trial: Trial) -> None:
    """With create_graph=True the gradient of x can be differentiated with respect to y, and the reverse."""
    for first, second in ((0, 1), (1, 0)):
        *values, up = draw(trial, TRIPLES[1])
        placed = [trial.place(value.clone().requires_grad_()) for value in values]
        trial.make("multiply_add", *placed).method("backward", up, create_graph=True)
        gradient = placed[first].make("__getattribute__", "grad")
        trial.require(
            gradient.read("requires_grad") is True,
            f"The gradient of {'xy'[first]} has no graph of its own: something leaves autograd.",
        )
        placed[second].write("grad", None)
        weights = trial.normal(*values[first].shape)
        gradient.make("mul", weights).make("sum").method("backward")
        # Σ v·(Σ up·y) is linear in y: the weights v take the place of x.
        swapped = [*values]
        swapped[first] = weights
        wanted = oracle(*swapped, up)[1][second]
        trial.same(placed[second].read("grad"), wanted, what="the gradient of a gradient", terms=24, scale=4.0)


@check
def any_layout_and_dtype(trial: Trial) -> None:
    """Transposed inputs and float64 are fine, one tensor may be all three arguments, and the arguments stay."""
    *values, up = draw(trial, [(4, 3), (3,), (4, 1)], torch.float64)
    x = trial.normal(3, 4, dtype=torch.float64).T
    wanted, slopes = oracle(x, *values[1:], up)
    found = trial.gradients("multiply_add", x, *values[1:], wrt=(0, 1, 2), cotangent=up)
    trial.same(found.output, wanted, terms=2, scale=4.0)
    for name, seen, expected in zip("xyc", found.inputs, slopes, strict=True):
        trial.same(seen, expected, what=f"the gradient of {name}", terms=12, scale=4.0)
    after = trial.after("multiply_add", x, *values[1:])
    trial.same(after, (x, *values[1:]), what="the arguments after the call", relative=0.0)
    with trial.case("x for all three"):
        leaf = trial.place(x.clone().requires_grad_())
        trial.make("multiply_add", leaf, leaf, leaf).method("backward", up)
        trial.same(leaf.read("grad"), (2 * x + 1) * up, what="the gradient of x·x + x", terms=4, scale=4.0)
