"""Checks of the softmax against the definition, slice by slice in Python floats."""

import math

import torch

from deepdrill.judge.checks import Trial, check
from deepdrill.judge.instruments import SOFTMAX

INFINITY = float("inf")

EVERY_DIM = [  # shape, dim: equal sizes too, where a wrong dimension raises no error
    ((2, 3), 0),
    ((3, 3), 0),
    ((3, 3), 1),
    ((2, 3, 4), 1),
    ((2, 3, 4), -3),
    ((3, 3, 3), -2),
    ((2, 1, 3, 2), -3),
    ((2, 3, 2, 2), 2),
]


def oracle(x: torch.Tensor, dim: int = -1) -> torch.Tensor:
    """p_i = 1 / Σ_j exp(x_j - x_i), one entry after the other: no maximum is needed."""
    moved = x.double().movedim(dim, -1)
    rows = [slice_of(row) for row in moved.reshape(-1, moved.shape[-1]).tolist()]
    return torch.tensor(rows, dtype=torch.float64).reshape(moved.shape).movedim(-1, dim).to(x.dtype)


def slice_of(logits: list[float]) -> list[float]:
    """Give the probabilities of one slice."""
    if all(logit == -INFINITY for logit in logits):
        return [math.nan] * len(logits)
    return [0.0 if own == -INFINITY else 1.0 / sum(power(other - own) for other in logits) for own in logits]


def power(exponent: float) -> float:
    """Give e to the power, infinite where a float64 does not hold it."""
    return INFINITY if exponent > 700 else math.exp(exponent)


def pulled_back(x: torch.Tensor, cotangent: torch.Tensor, dim: int) -> torch.Tensor:
    """Give the gradient by the Jacobian diag(p) - ppᵀ, built in full for every slice, in float64."""
    p = oracle(x.double(), dim).movedim(dim, -1)
    jacobian = torch.diag_embed(p) - p.unsqueeze(-1) * p.unsqueeze(-2)
    up = cotangent.double().movedim(dim, -1).unsqueeze(-1)
    return (jacobian @ up).squeeze(-1).movedim(-1, dim).to(x.dtype)


@check
def follows_the_formula(trial: Trial) -> None:
    """exp(x) over its sum along the last dimension, for any shape."""
    for shape in ((3,), (2, 3), (4, 4), (2, 3, 5)):
        x = trial.normal(*shape, scale=2.0)
        trial.same(trial.call("softmax", x), oracle(x), terms=shape[-1])


@check
def normalises_over_any_dimension(trial: Trial) -> None:
    """`dim` names the dimension that sums to one, counted from the front or from the end."""
    for shape, dim in EVERY_DIM:
        x = trial.normal(*shape, scale=2.0)
        trial.same(trial.call("softmax", x, dim=dim), oracle(x, dim), terms=shape[dim])


@check
def huge_logits_do_not_overflow(trial: Trial) -> None:
    """Slices at +10⁴, at −10⁴ and at 0 side by side give their probabilities, and so do logits of that spread."""
    levels = torch.tensor([1e4, -1e4, 0.0]).reshape(3, 1)
    x = trial.normal(3, 4, scale=2.0) + levels
    # A form such as exp(x - (max + log of the sum)) rounds near 10⁴: an error of ε·10⁴ in the exponent is a relative
    # error of the probability.
    with trial.case("slices at +10⁴, −10⁴ and 0"):
        trial.same(trial.call("softmax", x), oracle(x), relative=5e-3)
    spread = trial.normal(4, 3, scale=1e4)
    with trial.case("logits between −10⁴ and 10⁴"):
        trial.same(trial.call("softmax", spread, dim=0), oracle(spread, 0), relative=5e-3)


@check
def minus_infinity_has_no_probability(trial: Trial) -> None:
    """An entry of -inf has probability exactly zero; the others in its slice share weight one."""
    x = trial.normal(3, 5, scale=2.0)
    hidden = trial.mask(3, 5)
    kept, lost = trial.dice.sample(range(5), 2)  # every row keeps an entry and loses one
    hidden[:, kept], hidden[:, lost] = False, True
    x = x.masked_fill(hidden, -INFINITY)
    seen = trial.call("softmax", x)
    trial.same(seen, oracle(x), terms=5)
    trial.require(
        bool((seen[x == -INFINITY] == 0).all()),
        "An entry of -inf has a probability that is small but not zero.",
        seen=seen,
    )


@check
def an_empty_choice_is_nan(trial: Trial) -> None:
    """A slice of nothing but -inf is NaN throughout, and the other slices are untouched by it."""
    x = trial.normal(3, 4, scale=2.0)
    x[trial.size(0, 2)] = -INFINITY
    trial.same(trial.call("softmax", x), oracle(x), terms=4)


@check
def a_single_entry_takes_all(trial: Trial) -> None:
    """A slice with one finite entry gives exactly 1 there, whatever the logit."""
    for shape, dim in (((1,), -1), ((3, 1), -1), ((2, 1, 3), 1)):
        x = trial.normal(*shape, scale=50.0)
        trial.same(trial.call("softmax", x, dim=dim), torch.ones(shape), relative=0.0)
    lone = torch.full((2, 4), -INFINITY)
    lone[:, trial.size(0, 3)] = trial.normal(2, scale=50.0)
    with trial.case("one finite entry among -inf"):
        trial.same(trial.call("softmax", lone), (lone > -INFINITY).float(), relative=0.0)


@check
def gradients_are_right(trial: Trial) -> None:
    """The gradient is p·(g − Σ g·p) along `dim`, and it is free of NaN where an entry is -inf."""
    for shape, dim in (((4,), -1), ((2, 3), -1), ((3, 4, 2), 1)):
        x, cotangent = trial.normal(*shape, scale=2.0), trial.normal(*shape)
        found = trial.gradients("softmax", x, dim=dim, cotangent=cotangent)
        expected = pulled_back(x, cotangent, dim)
        trial.same(found.inputs[0], expected, what="the gradient of x", terms=shape[dim], scale=1.0)
    x, cotangent = trial.normal(3, 4, scale=2.0), trial.normal(3, 4)
    x[torch.arange(3), trial.integers(3, low=0, high=4)] = -INFINITY
    with trial.case("with an entry of -inf in every row"):
        found = trial.gradients("softmax", x, cotangent=cotangent)
        expected = pulled_back(x, cotangent, -1)
        trial.same(found.inputs[0], expected, what="the gradient of x", terms=4, scale=1.0)


@check
def half_precision_stays_half(trial: Trial) -> None:
    """float16 and bfloat16 logits, too large for exp in float16, give probabilities of the same dtype."""
    for dtype in (torch.float16, torch.bfloat16):
        x = trial.normal(3, 5, shift=14.0, dtype=dtype)
        with trial.case(str(dtype).removeprefix("torch.")):
            # As above: max + log of the sum, about 16, may be rounded before it is subtracted.
            trial.same(trial.call("softmax", x), oracle(x), relative=16 * torch.finfo(dtype).eps)


@check
def double_precision_stays_double(trial: Trial) -> None:
    """float64 logits give float64 probabilities, accurate to about fifteen digits."""
    x = trial.normal(3, 5, scale=2.0, dtype=torch.float64)
    trial.same(trial.call("softmax", x), oracle(x), terms=5)


@check
def takes_any_memory_layout(trial: Trial) -> None:
    """A transposed, non-contiguous x is fine, and x is left as it was."""
    x = trial.normal(4, 3, 2, scale=2.0).transpose(0, 2)
    trial.same(trial.call("softmax", x, 1), oracle(x, 1), terms=3)
    after = trial.after("softmax", x, 1)
    trial.same(after[0], x, what="x after the call", relative=0.0)


@check
def no_built_in_softmax(trial: Trial) -> None:
    """It is made of plain tensor operations: no softmax or log-sum-exp of the library runs, under whatever name."""
    x = trial.normal(3, 5, scale=2.0)
    cost = trial.measure("softmax", x)
    trial.without(cost, *SOFTMAX)
    trial.same(cost.output, oracle(x), terms=5)
