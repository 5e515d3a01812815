"""Checks of log-sum-exp and log-softmax against pairwise sums of logarithms in Python floats."""

import math
from functools import reduce

import torch

from deepdrill.judge.checks import Trial, check

INFINITY = float("inf")
PLACES: list[tuple[tuple[int, ...], int]] = [  # equal sizes too, where a wrong dimension raises no error
    ((2, 3), 0),
    ((3, 3), 0),
    ((2, 3, 4), 1),
    ((2, 3, 4), -3),
    ((3, 3, 3), -2),
    ((1, 2, 1, 3), 2),
    ((2, 1, 3), 1),
]


def both(one: float, other: float) -> float:
    """log(exp(one) + exp(other)) without overflow."""
    high, low = max(one, other), min(one, other)
    return high if low == -INFINITY else high + math.log1p(math.exp(low - high))


def oracle_sum(x: torch.Tensor, dim: int = -1) -> torch.Tensor:
    """Add the entries of every slice in pairs, as logarithms, in float64."""
    moved = x.double().movedim(dim, -1)
    sums = [reduce(both, row) for row in moved.reshape(-1, moved.shape[-1]).tolist()]
    return torch.tensor(sums, dtype=torch.float64).reshape(moved.shape[:-1]).to(x.dtype)


def oracle_log(x: torch.Tensor, dim: int = -1) -> torch.Tensor:
    """Subtract the sum in float64, where 10⁴ leaves eleven digits; NaN where there is nothing."""
    wide = x.double()
    return (wide - oracle_sum(wide, dim).unsqueeze(dim)).to(x.dtype)


def compare(trial: Trial, x: torch.Tensor, dim: int = -1) -> None:
    """Compare both functions."""
    # log(n) + 1 is the size of what is summed where the result happens to be near zero.
    trial.same(trial.call("logsumexp", x, dim), oracle_sum(x, dim), terms=x.shape[dim], what="logsumexp(x)", scale=3.0)
    trial.same(trial.call("log_softmax", x, dim), oracle_log(x, dim), terms=x.shape[dim], what="log_softmax(x)")


@check
def logsumexp_follows_the_definition(trial: Trial) -> None:
    """The logarithm of the sum of exponentials; dimension `dim` is gone, the last one by default."""
    for shape in ((3,), (1,), (2, 3), (2, 3, 5)):
        x = trial.normal(*shape, scale=2.0)
        trial.same(trial.call("logsumexp", x), oracle_sum(x), terms=shape[-1], scale=3.0)


@check
def log_softmax_follows_the_definition(trial: Trial) -> None:
    """X minus the log-sum-exp of its slice, over the last dimension by default."""
    for shape in ((3,), (1,), (2, 3), (4, 4), (2, 3, 5)):
        x = trial.normal(*shape, scale=2.0)
        trial.same(trial.call("log_softmax", x), oracle_log(x), terms=shape[-1], scale=3.0)


@check
def sums_over_any_dimension(trial: Trial) -> None:
    """`dim` names the dimension that is summed over, counted from the front or from the end."""
    for shape, dim in PLACES:
        x = trial.normal(*shape, scale=2.0)
        compare_named = {"logsumexp": oracle_sum, "log_softmax": oracle_log}
        for name, oracle in compare_named.items():
            with trial.case(f"{name}, shape {shape}, dim={dim}"):
                trial.same(trial.call(name, x, dim=dim), oracle(x, dim), terms=shape[dim], scale=3.0)


@check
def huge_entries_do_not_overflow(trial: Trial) -> None:
    """Slices at +10⁴, −10⁴ and 0 side by side, and entries of that spread, stay finite and right."""
    levels = torch.tensor([1e4, -1e4, 0.0]).reshape(3, 1)
    for label, x, dim in (
        ("slices at +10⁴, −10⁴ and 0", trial.normal(3, 4, scale=2.0) + levels, -1),
        ("entries between −10⁴ and 10⁴", trial.normal(4, 3, scale=1e4), 0),
        ("0 next to −200", torch.tensor([[0.0, -200.0], [-200.0, 0.0]]), -1),
    ):
        with trial.case(label):
            # Here only blowing up counts; the digits are the next check's matter.
            trial.same(trial.call("logsumexp", x, dim), oracle_sum(x, dim), relative=1e-5, what="logsumexp(x)")
            trial.same(trial.call("log_softmax", x, dim), oracle_log(x, dim), relative=1e-3, scale=3.0)


@check
def a_common_shift_costs_no_digits(trial: Trial) -> None:
    """With all entries near ±10⁴ the log-softmax is as accurate as near 0."""
    for shift in (1e4, -1e4):
        x = trial.normal(4, 5, scale=2.0, shift=shift)
        with trial.case(f"entries near {shift:g}"):
            trial.same(trial.call("log_softmax", x), oracle_log(x), terms=5, scale=3.0)


@check
def minus_infinity_is_left_out(trial: Trial) -> None:
    """An entry of -inf adds nothing to the sum, and its log-softmax is -inf."""
    x = trial.normal(3, 5, scale=2.0)
    x[torch.arange(3), trial.integers(3, low=0, high=5)] = -INFINITY
    compare(trial, x)


@check
def an_empty_choice_is_defined(trial: Trial) -> None:
    """A slice of nothing but -inf: log-sum-exp -inf, log-softmax NaN, the neighbours untouched."""
    for shape, dim in (((3, 4), -1), ((2, 3, 2), 0)):
        x = trial.normal(*shape, scale=2.0)
        x.movedim(dim, -1)[trial.size(0, 1)] = -INFINITY
        compare(trial, x, dim)


@check
def gradients_are_right(trial: Trial) -> None:
    """D logsumexp = g·p, and d log_softmax = g − p·Σg along `dim`, for entries of -inf too."""
    for shape, dim, hidden in (((4,), -1, False), ((2, 3), 0, False), ((3, 4, 2), 1, False), ((3, 4), -1, True)):
        x = trial.normal(*shape, scale=2.0)
        if hidden:
            x[torch.arange(3), trial.integers(3, low=0, high=4)] = -INFINITY
        p = oracle_log(x.double(), dim).exp()
        less = [size for index, size in enumerate(shape) if index != dim % len(shape)]
        up = trial.normal(*less)
        found = trial.gradients("logsumexp", x, dim, cotangent=up)
        wanted = p * up.double().unsqueeze(dim)
        trial.same(found.inputs[0], wanted.float(), what="the gradient of logsumexp", terms=shape[dim], scale=1.0)
        up = trial.normal(*shape)
        found = trial.gradients("log_softmax", x, dim, cotangent=up)
        wanted = up.double() - p * up.double().sum(dim, keepdim=True)
        trial.same(found.inputs[0], wanted.float(), what="the gradient of log_softmax", terms=shape[dim], scale=3.0)


@check
def double_precision_stays_double(trial: Trial) -> None:
    """float64 entries give float64 results, accurate to about fifteen digits."""
    x = trial.normal(3, 5, scale=2.0, dtype=torch.float64)
    compare(trial, x)


@check
def takes_any_memory_layout(trial: Trial) -> None:
    """A transposed, non-contiguous x is fine, and x is left as it was."""
    x = trial.normal(4, 3, 2, scale=2.0).transpose(0, 2)
    compare(trial, x, 1)
    for name in ("logsumexp", "log_softmax"):
        trial.same(trial.after(name, x, 1)[0], x, what=f"x after {name}", relative=0.0)
