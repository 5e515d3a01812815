"""Checks of a tensor-parallel block against the same block on one device, in float64 and unit by unit."""

from typing import Any

import torch

from deepdrill.judge.checks import Trial, check

SHAPES = [  # n, d, e, widths of the ranks' hidden parts: small first
    (1, 1, 1, (1,)),
    (1, 2, 3, (1, 1)),
    (4, 3, 2, (2, 2, 2)),
    (3, 5, 4, (3, 1, 2, 2)),
]
Parts = list[torch.Tensor]


class Group:
    """Adds one tensor per rank and gives every rank the sum; counts."""

    def __init__(self, ranks: int) -> None:
        self.ranks = ranks
        self.shapes: list[list[int]] = []

    def __call__(self, parts: object) -> Parts:
        """Reduce."""
        if not isinstance(parts, list | tuple) or len(parts) != self.ranks:
            raise ValueError(f"all_reduce takes a list of {self.ranks} tensors, one per rank")
        if not all(isinstance(one, torch.Tensor) and one.shape == parts[0].shape for one in parts):
            raise ValueError("all_reduce takes tensors of the same shape from all ranks")
        if len(self.shapes) > 20:
            raise ValueError("that is enough: one reduction per pass will do")
        self.shapes.append(list(parts[0].shape))
        return [sum(parts[1:], start=parts[0])] * self.ranks


class Scene:
    """A block that is split over ranks."""

    def __init__(
        self, trial: Trial, n: int, d: int, e: int, widths: tuple[int, ...], dtype: torch.dtype = torch.float32
    ) -> None:
        self.trial, self.widths = trial, widths
        self.x, self.up = trial.normal(n, d, dtype=dtype), trial.normal(n, e, dtype=dtype)
        self.first: Parts = [trial.normal(d, width, dtype=dtype) for width in widths]
        self.first_bias: Parts = [trial.normal(width, dtype=dtype) for width in widths]
        self.second: Parts = [trial.normal(width, e, dtype=dtype) for width in widths]
        self.second_bias = trial.normal(e, dtype=dtype, shift=2.0)

    def forward(self) -> tuple[torch.Tensor, Parts]:
        """Compute output and hidden parts, one hidden unit after the other."""
        x = self.x.double()
        columns = [column for part in self.first for column in part.double().T]
        biases, rows = torch.cat(self.first_bias).double(), torch.cat(self.second).double()
        units = [torch.clamp((x * column).sum(1) + bias, min=0) for column, bias in zip(columns, biases, strict=True)]
        y = sum(unit.unsqueeze(1) * row for unit, row in zip(units, rows, strict=True)) + self.second_bias.double()
        parts = torch.stack(units, dim=1).split(self.widths, dim=1)
        return y.to(self.x.dtype), [part.to(self.x.dtype) for part in parts]

    def backward(self) -> tuple[Any, ...]:
        """Give all gradients by autograd on the unsplit block."""
        parts = (self.x, torch.cat(self.first, 1), torch.cat(self.first_bias), torch.cat(self.second), self.second_bias)
        leaves = [part.detach().to(torch.float64, copy=True).requires_grad_() for part in parts]
        x, first, bias, second, last = leaves
        out = torch.relu(x @ first + bias) @ second + last
        found = [g.to(self.x.dtype) for g in torch.autograd.grad(out, leaves, self.up.double())]
        return (
            found[0],
            list(found[1].split(self.widths, dim=1)),
            list(found[2].split(self.widths)),
            list(found[3].split(self.widths)),
            found[4],
        )

    def run_forward(self) -> Group:
        """Call forward and compare."""
        group = Group(len(self.widths))
        given = (self.x, self.first, self.first_bias, self.second, self.second_bias)
        seen = self.trial.call("forward", *given, self.trial.lend(group))
        self.trial.note(group.shapes)
        y, hidden = self.forward()
        pair = isinstance(seen, tuple | list) and len(seen) == 2
        self.trial.require(pair, "forward must return two things: y and the list of hidden parts.", seen=seen)
        self.trial.same(seen[0], y, what="y", terms=60, scale=2.0)
        self.trial.same(seen[1], hidden, what="the hidden parts", terms=10, scale=2.0)
        return group

    def run_backward(self) -> Group:
        """Call backward with the right hidden parts and compare."""
        group = Group(len(self.widths))
        given = (self.up, self.x, self.forward()[1], self.first, self.second)
        seen = self.trial.call("backward", *given, self.trial.lend(group))
        self.trial.note(group.shapes)
        names = (
            "dx",
            "the gradients of first",
            "the gradients of first_bias",
            "the gradients of second",
            "that of second_bias",
        )
        good = isinstance(seen, tuple | list) and len(seen) == len(names)
        self.trial.require(good, "backward must return dx and the gradients of the four parameters.", seen=seen)
        for name, got, want in zip(names, seen, self.backward(), strict=True):
            self.trial.same(got, want, what=name, terms=100, scale=3.0)
        return group


@check
def the_output_is_that_of_one_device(trial: Trial) -> None:
    """relu(x·A + a)·B + c, whichever way the hidden units are split over the ranks."""
    for shape in SHAPES:
        with trial.case(f"{len(shape[3])} ranks"):
            Scene(trial, *shape).run_forward()


@check
def the_gradients_are_those_of_one_device(trial: Trial) -> None:
    """Every rank's gradients are its parts of the whole block's, and dx is whole."""
    for shape in SHAPES:
        with trial.case(f"{len(shape[3])} ranks"):
            Scene(trial, *shape).run_backward()


@check
def one_reduction_per_pass(trial: Trial) -> None:
    """Forward reduces once, tensors of y's shape; backward once, tensors of x's shape. Nothing else is shared."""
    for shape in SHAPES[1:]:
        scene = Scene(trial, *shape)
        n, d, e, _ = shape
        for name, group, wanted in (
            ("forward", scene.run_forward(), [n, e]),
            ("backward", scene.run_backward(), [n, d]),
        ):
            trial.require(
                group.shapes == [wanted],
                f"In {name} one all_reduce of tensors {tuple(wanted)} is enough; you made {len(group.shapes)}: "
                f"{', '.join(str(tuple(one)) for one in group.shapes) or 'none'}.",
                seen=len(group.shapes),
            )


@check
def a_closed_unit_passes_nothing(trial: Trial) -> None:
    """Hidden units at zero get no gradient, and neither do their weights."""
    scene = Scene(trial, 3, 2, 2, (2, 1, 2))
    scene.first_bias[0][1] = -50.0
    scene.first_bias[1][0] = -50.0
    scene.run_forward()
    scene.run_backward()


@check
def keeps_the_dtype(trial: Trial) -> None:
    """float64 goes in and comes out; non-contiguous arguments are left as they were."""
    scene = Scene(trial, 4, 3, 2, (2, 3), torch.float64)
    scene.x, scene.up = scene.x.T.contiguous().T, scene.up.T.contiguous().T
    scene.first = [part.T.contiguous().T for part in scene.first]
    scene.run_forward()
    scene.run_backward()
    group = trial.lend(Group(2))
    for name, given in (
        ("forward", (scene.x, scene.first, scene.first_bias, scene.second, scene.second_bias)),
        ("backward", (scene.up, scene.x, scene.forward()[1], scene.first, scene.second)),
    ):
        after = trial.after(name, *given, group)[: len(given)]
        trial.same(after, given, what=f"what the arguments of {name} are after it", relative=0.0)
