"""Checks of scaled dot-product attention against a float64 oracle written with explicit loops over queries."""

import math

import torch

from deepdrill.judge.checks import Trial, check
from deepdrill.judge.instruments import ATTENTION

SHAPES = [  # leading, n, m, d, e: small first, so that the failure shown is small
    ((), 1, 1, 1, 1),
    ((), 2, 3, 4, 4),
    ((2,), 3, 3, 5, 2),
    ((2, 3), 4, 7, 6, 5),
]


def oracle(q: torch.Tensor, k: torch.Tensor, v: torch.Tensor, mask: torch.Tensor | None = None) -> torch.Tensor:
    """Attend query by query, over the visible keys only; (..., n, d), (..., m, d), (..., m, e) to (..., n, e)."""
    leading, n, m, d, e = q.shape[:-2], q.shape[-2], k.shape[-2], q.shape[-1], v.shape[-1]
    flat_q, flat_k, flat_v = (x.double().reshape(-1, *x.shape[-2:]) for x in (q, k, v))
    full = torch.ones(*leading, n, m, dtype=torch.bool) if mask is None else mask.expand(*leading, n, m)
    flat_mask = full.reshape(-1, n, m)
    out = torch.zeros(flat_q.shape[0], n, e, dtype=torch.float64)
    for b in range(flat_q.shape[0]):
        for i in range(n):
            seen = flat_mask[b, i]
            if seen.any():
                scores = flat_k[b, seen] @ flat_q[b, i] / math.sqrt(d)
                weights = torch.exp(scores - scores.max())
                out[b, i] = (weights / weights.sum()) @ flat_v[b, seen]
    return out.reshape(*leading, n, e).to(q.dtype)


def draw(
    trial: Trial, leading: tuple[int, ...], n: int, m: int, d: int, e: int, **how: object
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Draw q, k and v."""
    return (
        trial.normal(*leading, n, d, **how),
        trial.normal(*leading, m, d, **how),
        trial.normal(*leading, m, e, **how),
    )


@check
def follows_the_formula(trial: Trial) -> None:
    """softmax(QKᵀ/√d)·V for any number of leading dimensions, and for e unlike d."""
    for leading, n, m, d, e in SHAPES:
        q, k, v = draw(trial, leading, n, m, d, e)
        trial.same(trial.call("attention", q, k, v), oracle(q, k, v), terms=m + d)


@check
def scores_do_not_grow_with_the_width(trial: Trial) -> None:
    """The scores are divided by √d, whatever the width d is."""
    for d in (1, 16, 81):
        q, k, v = draw(trial, (), 3, 4, d, 2)
        trial.same(trial.call("attention", q, k, v), oracle(q, k, v), terms=4 + d)


@check
def hidden_keys_have_no_weight(trial: Trial) -> None:
    """A key whose mask entry is False has weight exactly zero; the others share weight one."""
    for leading, n, m, d, e in SHAPES[1:]:
        q, k, v = draw(trial, leading, n, m, d, e)
        mask = trial.mask(*leading, n, m)
        mask[..., trial.size(0, m - 1)] = True  # every query sees at least one key
        trial.same(trial.call("attention", q, k, v, mask), oracle(q, k, v, mask), terms=m + d)


@check
def a_causal_mask_broadcasts(trial: Trial) -> None:
    """A mask of shape (n, m), (b, 1, 1, m) for padding, (m,) or (n, 1) broadcasts over what it leaves out."""
    q, k, v = draw(trial, (2, 3), 5, 5, 4, 4)
    causal = torch.ones(5, 5, dtype=torch.bool).tril()
    with trial.case("a causal mask (n, m)"):
        trial.same(trial.call("attention", q, k, v, mask=causal), oracle(q, k, v, causal), terms=9)
    padding = torch.arange(5) < torch.tensor([2, 4]).reshape(2, 1, 1, 1)
    with trial.case("a padding mask (b, 1, 1, m)"):
        trial.same(trial.call("attention", q, k, v, mask=padding), oracle(q, k, v, padding), terms=9)
    for name, mask in (("m,", padding[0].flatten()), ("n, 1", torch.arange(5).reshape(5, 1) != trial.size(0, 4))):
        with trial.case(f"a mask ({name})"):
            trial.same(trial.call("attention", q, k, v, mask=mask), oracle(q, k, v, mask), terms=9)


@check
def a_blind_query_gets_zeros(trial: Trial) -> None:
    """A query that may look at no key gets a row of zeros, and no NaN spoils the gradients."""
    q, k, v = draw(trial, (2,), 3, 4, 5, 2)
    mask = trial.mask(2, 3, 4)
    mask[..., 0] = True
    mask[0, 1] = False
    trial.same(trial.call("attention", q, k, v, mask), oracle(q, k, v, mask), terms=9)
    cotangent = trial.normal(2, 3, 2)
    expected = wanted_gradients(q, k, v, cotangent, mask)
    found = trial.gradients("attention", q, k, v, mask, wrt=(0, 1, 2), cotangent=cotangent)
    for name, got, want in zip("qkv", found.inputs, expected, strict=True):
        trial.same(got, want, what=f"the gradient of {name}", terms=40, scale=1.0)


@check
def large_scores_do_not_overflow(trial: Trial) -> None:
    """Scores of several hundred give finite outputs, those of hidden keys too."""
    q, k, v = draw(trial, (2,), 3, 4, 8, 3)
    q, k = q * 40, k * 40
    # The scores themselves are rounded: an error of ε·|score| in the exponent is a relative error of the weight.
    largest = float((q.double() @ k.double().transpose(-2, -1)).abs().max()) / math.sqrt(8)
    trial.same(trial.call("attention", q, k, v), oracle(q, k, v), relative=1e-6 * largest)
    mask = trial.mask(2, 3, 4)
    mask[..., trial.size(0, 3)] = True
    with trial.case("masked"):  # the largest score may well be hidden
        trial.same(trial.call("attention", q, k, v, mask), oracle(q, k, v, mask), relative=1e-6 * largest)


@check
def gradients_are_right(trial: Trial) -> None:
    """Gradients reach q, k and v and are those of the formula."""
    for leading, n, m, d, e in SHAPES[1:]:
        q, k, v = draw(trial, leading, n, m, d, e)
        cotangent = trial.normal(*leading, n, e)
        expected = wanted_gradients(q, k, v, cotangent, None)
        found = trial.gradients("attention", q, k, v, wrt=(0, 1, 2), cotangent=cotangent)
        for name, got, want in zip("qkv", found.inputs, expected, strict=True):
            trial.same(got, want, what=f"the gradient of {name}", terms=n * m * d, scale=1.0)


def wanted_gradients(
    q: torch.Tensor, k: torch.Tensor, v: torch.Tensor, cotangent: torch.Tensor, mask: torch.Tensor | None
) -> list[torch.Tensor]:
    """Give the gradients by the rules of matrix product and softmax, in float64, without autograd."""
    q64, k64, v64, up = (x.double() for x in (q, k, v, cotangent))
    scores = q64 @ k64.transpose(-2, -1) / math.sqrt(q.shape[-1])
    visible = torch.ones_like(scores, dtype=torch.bool) if mask is None else mask.expand_as(scores)
    raised = torch.where(visible, torch.exp(scores - scores.amax(-1, keepdim=True)), 0.0)
    weights = raised / raised.sum(-1, keepdim=True).clamp_min(1e-300)
    to_weights = up @ v64.transpose(-2, -1)
    to_scores = weights * (to_weights - (to_weights * weights).sum(-1, keepdim=True)) / math.sqrt(q.shape[-1])
    to_q, to_k, to_v = to_scores @ k64, to_scores.transpose(-2, -1) @ q64, weights.transpose(-2, -1) @ up
    return [gradient.to(q.dtype) for gradient in (to_q, to_k, to_v)]


@check
def keeps_the_dtype(trial: Trial) -> None:
    """float64 and bfloat16 inputs give outputs of the same dtype and of its accuracy, with a mask or without."""
    for dtype in (torch.float64, torch.bfloat16):
        q, k, v = draw(trial, (2,), 3, 4, 6, 5, dtype=dtype)
        with trial.case(str(dtype)):
            trial.same(trial.call("attention", q, k, v), oracle(q, k, v), terms=10)
        mask = trial.mask(2, 3, 4)
        mask[..., 0] = True
        with trial.case(f"{dtype}, masked"):
            trial.same(trial.call("attention", q, k, v, mask), oracle(q, k, v, mask), terms=10)


@check
def takes_any_memory_layout(trial: Trial) -> None:
    """Transposed, non-contiguous inputs are fine, and the arguments are left as they were."""
    q, k, v = (trial.normal(3, 2, 5, 4).transpose(0, 1).transpose(-2, -1) for _ in range(3))  # (2, 3, 4, 5)
    mask = trial.mask(4, 4)
    mask[:, 0] = True
    trial.same(trial.call("attention", q, k, v, mask), oracle(q, k, v, mask), terms=9)
    for name, after, before in zip(
        ("q", "k", "v", "mask"), trial.after("attention", q, k, v, mask), (q, k, v, mask), strict=True
    ):
        trial.same(after, before, what=f"{name} after the call", relative=0.0)


@check
def no_built_in_attention(trial: Trial) -> None:
    """It is made of plain tensor operations: no built-in attention runs, under whatever name."""
    q, k, v = draw(trial, (2,), 3, 4, 6, 5)
    cost = trial.measure("attention", q, k, v)
    trial.without(cost, *ATTENTION)
    trial.same(cost.output, oracle(q, k, v), terms=10)
