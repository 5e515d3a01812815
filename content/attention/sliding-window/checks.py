"""Checks of sliding-window attention against a float64 oracle that cuts the visible keys out for each query."""

import math

import torch

from deepdrill.judge.checks import Trial, check

SIZES = [  # leading, n, d, e, window: small first; n queries over n keys
    ((), 1, 1, 1, 1),
    ((), 4, 3, 2, 2),
    ((2,), 6, 4, 5, 3),
    ((2, 3), 7, 5, 4, 4),
]


def oracle(q: torch.Tensor, k: torch.Tensor, v: torch.Tensor, window: int) -> torch.Tensor:
    """Slice each query's window out of the keys and attend to that; differentiable."""
    n, m, d = q.shape[-2], k.shape[-2], q.shape[-1]
    rows = []
    for i in range(n):
        last = m - n + i
        seen = slice(max(0, last - window + 1), last + 1)
        scores = (k[..., seen, :].double() * q[..., i : i + 1, :].double()).sum(-1) / math.sqrt(d)
        raised = torch.exp(scores - scores.detach().amax(-1, keepdim=True))
        weights = raised / raised.sum(-1, keepdim=True)
        rows.append((weights[..., None] * v[..., seen, :].double()).sum(-2))
    return torch.stack(rows, dim=-2).to(q.dtype)


def draw(
    trial: Trial, leading: tuple[int, ...], n: int, m: int, d: int, e: int, dtype: torch.dtype = torch.float32
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Draw q, k and v."""
    return (
        trial.normal(*leading, n, d, dtype=dtype),
        trial.normal(*leading, m, d, dtype=dtype),
        trial.normal(*leading, m, e, dtype=dtype),
    )


def try_windows(trial: Trial, n: int, m: int, windows: tuple[int, ...], leading: tuple[int, ...] = (2,)) -> None:
    """Compare some windows."""
    for window in windows:
        q, k, v = draw(trial, leading, n, m, 4, 3)
        with trial.case(f"n={n}, m={m}, window={window}"):
            trial.same(
                trial.call("sliding_window_attention", q, k, v, window), oracle(q, k, v, window), terms=4 + window
            )


@check
def each_query_sees_its_window(trial: Trial) -> None:
    """A query sees itself and the window − 1 positions before it, for any leading dimensions and widths."""
    for leading, n, d, e, window in SIZES:
        q, k, v = draw(trial, leading, n, n, d, e)
        with trial.case(f"n={n}, window={window}"):
            got = trial.call("sliding_window_attention", q, k, v, window)
            trial.same(got, oracle(q, k, v, window), terms=d + window)


@check
def a_window_of_one_gives_the_values(trial: Trial) -> None:
    """With window=1 every query sees itself only, so the output is its value."""
    q, k, v = draw(trial, (2,), 5, 5, 4, 3)
    trial.same(trial.call("sliding_window_attention", q, k, v, 1), v)


@check
def a_long_window_is_causal_attention(trial: Trial) -> None:
    """With a window of n or more nothing is hidden but the future."""
    try_windows(trial, 5, 5, (5, 6, 50))


@check
def what_lies_outside_does_not_matter(trial: Trial) -> None:
    """Other keys and values outside of a query's window do not change its output."""
    n, window = 8, 3
    q, k, v = draw(trial, (2,), n, n, 4, 3)
    wanted = oracle(q, k, v, window)
    for i in (0, 4, 7):
        outside = torch.ones(n, dtype=torch.bool)
        outside[max(0, i - window + 1) : i + 1] = False
        other_k = torch.where(outside[:, None], trial.normal(2, n, 4, scale=4.0), k)
        other_v = torch.where(outside[:, None], trial.normal(2, n, 3, scale=4.0), v)
        got = trial.call("sliding_window_attention", q, other_k, other_v, window)
        right = isinstance(got, torch.Tensor) and got.shape == wanted.shape
        trial.require(right, f"The output must be a tensor of the shape {tuple(wanted.shape)}.", seen=got)
        trial.same(got[:, i], wanted[:, i], what=f"the output at position {i}", terms=10, scale=2.0)


@check
def queries_are_the_last_positions(trial: Trial) -> None:
    """With fewer queries than keys, as in decoding with a cache, query i stands at position m − n + i."""
    try_windows(trial, 1, 6, (1, 3, 6, 9))
    try_windows(trial, 3, 7, (1, 2, 4, 7), (2, 2))


@check
def large_scores_do_not_overflow(trial: Trial) -> None:
    """Scores of several hundred give finite outputs."""
    q, k, v = draw(trial, (2,), 5, 6, 8, 3)
    q, k = q * 30, k * 30
    # The scores themselves are rounded: an error of ε·|score| in the exponent is a relative error of the weight.
    size = float(q.double().norm(dim=-1).max() * k.double().norm(dim=-1).max() / math.sqrt(8))
    trial.same(trial.call("sliding_window_attention", q, k, v, 3), oracle(q, k, v, 3), relative=1e-6 * size)


@check
def scores_are_scaled_by_the_width(trial: Trial) -> None:
    """The scores are divided by √d, whatever the window and the length."""
    for d in (1, 25):
        q, k, v = draw(trial, (), 5, 5, d, 2)
        trial.same(trial.call("sliding_window_attention", q, k, v, 3), oracle(q, k, v, 3), terms=3 + d)


@check
def gradients_are_right(trial: Trial) -> None:
    """Gradients reach q, k and v, are those of the formula, and are zero outside of the windows."""
    for n, m, window in ((5, 5, 2), (2, 6, 3), (4, 4, 9)):
        q, k, v = draw(trial, (2,), n, m, 4, 3)
        up = trial.normal(2, n, 3)
        leaves = [value.double().requires_grad_() for value in (q, k, v)]
        wanted = torch.autograd.grad(oracle(*leaves, window), leaves, up.double())
        with trial.case(f"n={n}, m={m}, window={window}"):
            found = trial.gradients("sliding_window_attention", q, k, v, window, wrt=(0, 1, 2), cotangent=up)
            for name, got, want in zip("qkv", found.inputs, wanted, strict=True):
                trial.same(got, want.float(), what=f"the gradient of {name}", terms=100, scale=1.0)


@check
def keeps_the_dtype(trial: Trial) -> None:
    """float64, float16 and bfloat16 inputs give outputs of the same dtype and of its accuracy."""
    for dtype in (torch.float64, torch.float16, torch.bfloat16):
        q, k, v = draw(trial, (2,), 4, 6, 6, 5, dtype)
        with trial.case(str(dtype).removeprefix("torch.")):
            got = trial.call("sliding_window_attention", q, k, v, 3)
            trial.same(got, oracle(q, k, v, 3), terms=9, scale=2.0)


@check
def an_empty_window_is_refused(trial: Trial) -> None:
    """A window of 0 or less raises ValueError."""
    for window in (0, -2):
        q, k, v = draw(trial, (1,), 3, 3, 2, 2)
        trial.raises("ValueError", "sliding_window_attention", q, k, v, window)


@check
def takes_any_memory_layout(trial: Trial) -> None:
    """Transposed, non-contiguous inputs are fine, and the arguments are left as they were."""
    q, k = (trial.normal(4, size, 2).permute(2, 1, 0) for size in (3, 5))  # (2, 3, 4), (2, 5, 4)
    v = trial.normal(2, 6, 5).transpose(1, 2)  # (2, 5, 6)
    trial.same(trial.call("sliding_window_attention", q, k, v, 2), oracle(q, k, v, 2), terms=6)
    after = trial.after("sliding_window_attention", q, k, v, 2)
    for name, before, now in zip("qkv", (q, k, v), after, strict=False):
        trial.same(now, before, what=f"{name} after the call", relative=0.0)
