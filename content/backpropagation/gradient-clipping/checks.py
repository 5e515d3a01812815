"""Checks of gradient clipping against Python floats: math.hypot for the norm, min and max for the entries."""

import math
from collections.abc import Sequence
from typing import Any

import torch

from deepdrill.judge.checks import Remote, Trial, check

Gradient = torch.Tensor | None

SHAPES = [((3,),), ((2,), (3,)), ((2, 3), (3,), (), (4, 1, 2))]


def norm_of(grads: Sequence[Gradient]) -> float:
    """Give the norm of all entries together; hypot neither overflows nor underflows."""
    return math.hypot(*(entry for g in grads if g is not None for entry in g.double().flatten().tolist()))


def scaled(grads: Sequence[Gradient], max_norm: float) -> list[Gradient]:
    """Give the gradients as they should be after clip_by_norm."""
    norm = norm_of(grads)
    factor = max_norm / norm if norm > max_norm else 1.0
    return [None if g is None else (g.double() * factor).to(g.dtype) for g in grads]


def cut(grads: Sequence[Gradient], limit: float) -> list[Gradient]:
    """Give the gradients as they should be after clip_by_value."""
    return [
        None
        if g is None
        else torch.tensor([min(max(x, -limit), limit) for x in g.double().flatten().tolist()], dtype=torch.float64)
        .reshape(g.shape)
        .to(g.dtype)
        for g in grads
    ]


def draw(trial: Trial, shapes: Sequence[tuple[int, ...]], **how: Any) -> list[Gradient]:
    """Draw gradients."""
    return [trial.normal(*shape, **how) for shape in shapes]


def place(trial: Trial, grads: Sequence[Gradient], like: Sequence[torch.Tensor] | None = None) -> list[Remote]:
    """Make parameters over there that have these gradients."""
    values = [torch.zeros(2) if g is None else torch.zeros_like(g) for g in grads] if like is None else like
    placed = [trial.place(value.clone().requires_grad_()) for value in values]
    for parameter, g in zip(placed, grads, strict=True):
        parameter.write("grad", g)
    return placed


def by_norm(
    trial: Trial, grads: Sequence[Gradient], max_norm: float, placed: Any = None, relative: float | None = None
) -> None:
    """Clip by norm; compare the norm and every gradient."""
    parameters = place(trial, grads)
    norm = trial.call("clip_by_norm", parameters if placed is None else placed(parameters), max_norm)
    count = sum(g.numel() for g in grads if g is not None)
    same_gradients(trial, parameters, grads, scaled(grads, max_norm), "clip_by_norm", terms=count, relative=relative)
    # A tensor of either precision is welcome, so the number alone is compared.
    number = norm.double() if isinstance(norm, torch.Tensor) else norm
    trial.same(number, norm_of(grads), what="the norm", terms=count)


def same_gradients(
    trial: Trial,
    parameters: Sequence[Remote],
    before: Sequence[Gradient],
    wanted: Sequence[Gradient],
    name: str,
    **how: Any,
) -> None:
    """Compare every gradient; those that must not change, exactly."""
    for index, (parameter, old, new) in enumerate(zip(parameters, before, wanted, strict=True)):
        same = new is None or (old is not None and torch.equal(old, new))
        what = f"the gradient of parameter {index + 1} after {name}"
        trial.same(parameter.read("grad"), new, what=what, **({"relative": 0.0} if same else how))


@check
def long_gradients_are_shortened(trial: Trial) -> None:
    """If the norm is above max_norm, the gradients are scaled to it."""
    for shapes in SHAPES:
        grads = draw(trial, shapes, scale=3.0)
        by_norm(trial, grads, norm_of(grads) * trial.dice.uniform(0.1, 0.6))


@check
def short_gradients_stay(trial: Trial) -> None:
    """If the norm is not above max_norm, no gradient changes by a single bit; the norm is returned all the same."""
    for shapes in SHAPES:
        grads = draw(trial, shapes)
        by_norm(trial, grads, norm_of(grads) * trial.dice.uniform(1.1, 5.0))
    with trial.case("a norm of exactly max_norm"):
        by_norm(trial, [torch.tensor([3.0, 0.0]), torch.tensor([-4.0])], 5.0)


@check
def one_norm_for_all_parameters(trial: Trial) -> None:
    """The norm runs over all parameters together: they are all scaled by the same factor, short ones included."""
    with trial.case("norms 3 and 4, max_norm 4.5"):
        by_norm(trial, [torch.tensor([3.0]), torch.tensor([0.0, 4.0])], 4.5)
    grads = [trial.normal(3, scale=5.0), trial.normal(2, 2, scale=0.01), trial.normal(4)]
    by_norm(trial, grads, 2.0)


@check
def entries_are_cut_to_the_limit(trial: Trial) -> None:
    """clip_by_value cuts every entry at both ends, leaves the others alone and returns nothing."""
    for shapes in SHAPES:
        for limit in (0.5, 0.01, 2):
            grads = draw(trial, shapes)
            grads[0].view(-1)[0] = trial.dice.choice([-1, 1]) * 5.0
            parameters = place(trial, grads)
            trial.same(trial.call("clip_by_value", parameters, limit), None, what="what clip_by_value returns")
            same_gradients(trial, parameters, grads, cut(grads, limit), "clip_by_value")


@check
def zero_gradients_do_no_harm(trial: Trial) -> None:
    """With gradients of zeros, or none at all, the norm is 0 and nothing is NaN."""
    for grads in ([torch.zeros(3), torch.zeros(2, 2)], [None, None], [], [torch.zeros(2), None]):
        by_norm(trial, grads, 0.5)


@check
def missing_gradients_are_skipped(trial: Trial) -> None:
    """A parameter whose grad is None is passed over by both functions, and those after it are not."""
    grads = [None, trial.normal(3, scale=4.0), None, trial.normal(2, 2, scale=4.0)]
    by_norm(trial, grads, 1.5)
    parameters = place(trial, grads)
    trial.call("clip_by_value", parameters, 0.25)
    same_gradients(trial, parameters, grads, cut(grads, 0.25), "clip_by_value")


@check
def takes_a_generator(trial: Trial) -> None:
    """Both take an iterator that can be walked through only once, as model.parameters() is."""
    grads = draw(trial, ((3,), (2, 2)), scale=4.0)
    by_norm(trial, grads, 1.5, lambda parameters: trial.place(parameters).method("__iter__"))
    parameters = place(trial, grads)
    trial.call("clip_by_value", trial.place(parameters).method("__iter__"), 0.25)
    same_gradients(trial, parameters, grads, cut(grads, 0.25), "clip_by_value")


@check
def changes_the_gradient_itself(trial: Trial) -> None:
    """The gradient tensors keep being the same ones, for whoever holds them, and the parameters do not change."""
    for name, wanted in (("clip_by_norm", scaled), ("clip_by_value", cut)):
        grads, values = draw(trial, ((3,), (2, 2)), scale=4.0), [trial.normal(3) * 9, trial.normal(2, 2) * 9]
        held = [trial.place(g) for g in grads]
        parameters = place(trial, held, like=values)
        trial.call(name, parameters, 0.5)
        for index, (mine, want) in enumerate(zip(held, wanted(grads, 0.5), strict=True)):
            trial.same(mine.read(), want, what=f"gradient tensor {index + 1} after {name}", terms=7)
        same_gradients(trial, parameters, grads, wanted(grads, 0.5), name, terms=7)
        for index, (parameter, value) in enumerate(zip(parameters, values, strict=True)):
            trial.same(parameter.read(), value, what=f"parameter {index + 1} after {name}", relative=0.0)


@check
def squares_do_not_overflow(trial: Trial) -> None:
    """Gradients around 1e30 or 1e-30 have a finite norm above zero, and are clipped rightly."""
    for size in (1e25, 1e30, 1e-25, 1e-30):
        grads = [(trial.uniform(*shape, low=0.5, high=1.0).double() * size).float() for shape in ((3,), (2, 2))]
        with trial.case(f"gradients near {size:g}"):
            by_norm(trial, grads, size / 4)


@check
def keeps_the_dtype(trial: Trial) -> None:
    """float64 gradients, alone or beside float32 ones, keep dtype and accuracy."""
    double, single = trial.normal(3, scale=4.0, dtype=torch.float64), trial.normal(2, scale=4.0)
    by_norm(trial, [double], 0.7)
    # The squares of the float32 part may well be summed in float32, and then the common factor is no better.
    by_norm(trial, [double, single], 0.7, relative=1e-5)
    parameters = place(trial, [double, single])
    trial.call("clip_by_value", parameters, 0.3)
    same_gradients(trial, parameters, [double, single], cut([double, single], 0.3), "clip_by_value")
