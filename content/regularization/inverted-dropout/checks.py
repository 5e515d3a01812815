"""Checks of inverted dropout.

Which entries are dropped is the submission's own chance. What is certain is the structure, each entry being zero or
x/(1 − p), and that is compared exactly; shares are compared at 6.5 standard deviations. What `call(..., random=True)`
leaves out of the behaviour that mistakes are told apart by is noted in rough figures instead.
"""

import math
from typing import Any

import torch

from deepdrill.judge.checks import Trial, check


def draw(trial: Trial, *shape: int, dtype: torch.dtype = torch.float32) -> torch.Tensor:
    """Draw entries away from zero, so that a zero in the output was dropped."""
    sign = trial.mask(*shape).double() * 2.0 - 1.0
    return (trial.uniform(*shape, low=0.5, high=1.5, dtype=torch.float64) * sign).to(dtype)


def figures(values: torch.Tensor) -> list[float]:
    """Give the first few different values, rounded, as behaviour that does not depend on chance."""
    return sorted({round(value, 2) for value in values.double().flatten().tolist() if not math.isnan(value)})[:4]


def survivors(trial: Trial, out: Any, x: torch.Tensor, *, few: bool = False) -> torch.Tensor:
    """Demand the shape and dtype of x, note the factors of the entries, and say which ones survived.

    Args:
        trial: whom to tell.
        out: what came back.
        x: what went in.
        few: there are so few entries that it is chance which factors occur, so they are not noted.
    """
    is_alike = isinstance(out, torch.Tensor) and out.shape == x.shape
    trial.note("alike" if is_alike else "unlike")
    if not is_alike:
        trial.same(out, x)  # says what it is instead
    trial.note(str(out.dtype))
    if out.dtype != x.dtype:
        trial.same(out, x)
    if not few:
        trial.note([figures(out.double() / x.double()), bool(out.isnan().any())])
    return out != 0  # NaN counts as surviving, and is found when values are compared


def scaled(x: torch.Tensor, kept: torch.Tensor, p: float) -> torch.Tensor:
    """Give what the entries should be once it is known which ones survived."""
    factor = 1.0 / (1.0 - p) if p < 1 else 0.0
    return torch.where(kept, x.double() * factor, 0.0).to(x.dtype)


@check
def survivors_are_divided_by_their_probability(trial: Trial) -> None:
    """In training every entry is either zero or x/(1 − p), and p is 0.5 unless given."""
    for p in (0.5, 0.2, 0.3, 0.75):
        layer = trial.make("Dropout") if p == 0.5 else trial.make("Dropout", p)
        x = draw(trial, 20, 30)
        with trial.case(f"p={p}"):
            out = layer(x, random=True)
            kept = survivors(trial, out, x)
            trial.same(out, scaled(x, kept, p))
            # With 600 entries each of these happens to a right submission less than once in 10⁵⁰ runs.
            trial.require(bool(kept.any()), f"With p={p} every entry was zeroed.", seen=out)
            trial.require(not bool(kept.all()), f"With p={p} no entry was zeroed.", seen=out)


@check
def p_is_the_probability_of_dropping(trial: Trial) -> None:
    """In training the share of zeroed entries is p."""
    n = 20_000
    for p in (0.2, 0.3, 0.8):
        x = draw(trial, 1, n)
        out = trial.make("Dropout", p)(x, random=True)
        dropped = 1.0 - float(survivors(trial, out, x).double().mean())
        trial.note(round(dropped, 1))
        allowed = 6.5 * math.sqrt(p * (1 - p) / n)  # a right submission exceeds it once in 10¹⁰ runs
        trial.require(abs(dropped - p) <= allowed, f"With p={p} a share of {dropped:.3f} of {n} entries is zero.")


@check
def evaluation_changes_nothing(trial: Trial) -> None:
    """In evaluation the output equals x and its gradient passes; back in training entries are dropped again."""
    for shape, p, dtype in (((4, 5), 0.4, torch.float32), ((2, 3, 4), 0.75, torch.float64)):
        layer, x = trial.make("Dropout", p), draw(trial, *shape, dtype=dtype)
        layer.method("eval")
        out = layer(x, random=True)
        survivors(trial, out, x)
        trial.same(out, x, relative=0.0)
        cotangent = draw(trial, *shape, dtype=dtype)
        found = layer.gradients(x, cotangent=cotangent)
        trial.same(found.inputs[0], cotangent, what="the gradient of x in evaluation")
    layer.method("train")
    x = draw(trial, 20, 30)
    kept = survivors(trial, layer(x, random=True), x)
    trial.require(not bool(kept.all()), "Back in training mode no entry is zeroed.")


@check
def every_entry_has_its_own_coin(trial: Trial) -> None:
    """Entries are dropped one by one: not whole rows, and not the same entries in every row or sample."""
    for shape in ((32, 40), (12, 14, 16)):
        x = draw(trial, *shape)
        kept = survivors(trial, trial.make("Dropout", 0.5)(x, random=True), x)
        shared = [axis for axis in range(x.dim()) if bool((kept == kept.narrow(axis, 0, 1)).all())]
        trial.note(shared)
        trial.require(
            not shared,
            f"In a tensor of shape {shape} the mask is the same all along axis {', '.join(map(str, shared))}.",
        )


@check
def every_call_draws_a_fresh_mask(trial: Trial) -> None:
    """Two calls in training drop different entries, and so do two modules."""
    layer, x = trial.make("Dropout", 0.5), draw(trial, 16, 20)
    first, second = (survivors(trial, layer(x, random=True), x) for _ in range(2))
    other = survivors(trial, trial.make("Dropout", 0.5)(x, random=True), x)
    again, alike = bool((first == second).all()), bool((first == other).all())
    trial.note([again, alike])
    trial.require(not again, "Two calls in a row dropped exactly the same entries.")
    trial.require(not alike, "Two modules dropped exactly the same entries.")


@check
def gradients_follow_the_mask(trial: Trial) -> None:
    """The gradient is divided by 1 − p where an entry survived and zero where it was dropped."""
    for shape, p in (((10, 12), 0.3), ((2, 3, 20), 0.8)):
        x, cotangent = draw(trial, *shape), draw(trial, *shape)
        found = trial.make("Dropout", p).gradients(x, cotangent=cotangent)
        kept = survivors(trial, found.output, x)
        got = found.inputs[0]
        trial.note(figures(got.double() / cotangent.double()) if isinstance(got, torch.Tensor) else None)
        trial.same(got, scaled(cotangent, kept, p), what="the gradient of x")


@check
def the_extremes_are_fine(trial: Trial) -> None:
    """p=0 changes nothing; p=1 gives zeros with zero gradients, and neither NaN nor an error."""
    for p, factor, dtype in (
        (0, 1.0, torch.float32),
        (0.0, 1.0, torch.float64),
        (1, 0.0, torch.float32),
        (1.0, 0.0, torch.float64),
    ):
        x, cotangent = draw(trial, 3, 4, dtype=dtype), draw(trial, 3, 4, dtype=dtype)
        layer = trial.make("Dropout", p)
        with trial.case(f"p={p}"):
            out = layer(x, random=True)
            survivors(trial, out, x)
            trial.same(out, x * factor)
            found = layer.gradients(x, cotangent=cotangent)
            trial.same(found.inputs[0], cotangent * factor, what="the gradient of x")


@check
def any_shape_and_dtype(trial: Trial) -> None:
    """Scalars, images, float64 and half precision keep their shape and dtype."""
    for shape in ((), (1,), (2, 3, 4, 5)):
        for dtype in (torch.float32, torch.float64, torch.float16, torch.bfloat16):
            x = draw(trial, *shape, dtype=dtype)
            with trial.case(f"{str(dtype).removeprefix('torch.')} of shape {shape}"):
                out = trial.make("Dropout", 0.3)(x, random=True)
                trial.same(out, scaled(x, survivors(trial, out, x, few=True), 0.3))


@check
def x_is_left_alone(trial: Trial) -> None:
    """Non-contiguous inputs are fine, and x is the same after the call."""
    x = draw(trial, 12, 30).t()
    layer, there = trial.make("Dropout", 0.3), trial.place(x)
    out = layer(there, random=True)
    kept = survivors(trial, out, x)
    trial.same(out, scaled(x, kept, 0.3))
    after = there.method("clone", random=True)  # where x was changed, it was changed at random
    unchanged = isinstance(after, torch.Tensor) and bool((after == x).all())
    trial.note(unchanged)
    trial.require(unchanged, "The call changed x itself.", seen=after)
