"""Checks of the Triton flash attention: the kernel on buffers with spare rows, then the function."""

import math

import torch

from deepdrill.judge.checks import Trial, check
from deepdrill.judge.timing import Stopwatch, timed

GUARD = -7.0
SPARE = 64
"""Rows behind the last one of `out`: what a kernel writes out of bounds lands there, and is seen."""


def oracle(q: torch.Tensor, k: torch.Tensor, v: torch.Tensor, scale: float, *, causal: bool = False) -> torch.Tensor:
    """Attend in float64 with the whole matrix of scores; (n, d), (m, d), (m, d) to (n, d)."""
    scores = q.double() @ k.double().T * scale
    if causal:
        hidden = torch.arange(k.shape[0])[None, :] > torch.arange(q.shape[0])[:, None]
        scores = scores.masked_fill(hidden, float("-inf"))
    raised = torch.exp(scores - scores.amax(-1, keepdim=True))
    return (raised / raised.sum(-1, keepdim=True) @ v.double()).to(q.dtype)


def run_kernel(
    trial: Trial,
    q: torch.Tensor,
    k: torch.Tensor,
    v: torch.Tensor,
    *,
    scale: float,
    causal: bool = False,
    blocks: tuple[int, int] = (16, 16),
    spare: int = SPARE,
) -> torch.Tensor:
    """Launch the kernel; give the whole buffer of `out`, the spare rows included."""
    n, d = q.shape
    out = trial.place(torch.full((n + spare, d), GUARD))
    # Whatever counts of what lies behind the last row, even with weight zero, makes the result NaN.
    behind = torch.full((spare, d), float("nan"))
    queries, keys, values = (torch.cat([part, behind]) for part in (q, k, v))
    grid = (-(-n // blocks[0]),)
    trial.launch(
        "flash_kernel", grid, out, queries, keys, values, n, k.shape[0], scale,
        CAUSAL=causal, D=d, BLOCK_M=blocks[0], BLOCK_N=blocks[1],
    )  # fmt: skip
    buffer = out.read()
    trial.note(buffer)
    return buffer


def expected(q: torch.Tensor, k: torch.Tensor, v: torch.Tensor, scale: float, *, causal: bool = False) -> torch.Tensor:
    """Give what the buffer must hold."""
    return torch.cat([oracle(q, k, v, scale, causal=causal), torch.full((SPARE, q.shape[1]), GUARD)])


def draw(trial: Trial, n: int, m: int, d: int) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Draw q, k and v."""
    return trial.normal(n, d), trial.normal(m, d), trial.normal(m, d)


@check
def one_tile_is_exact(trial: Trial) -> None:
    """Where everything fits one tile, the result is softmax(scale · q kᵀ) v, and no row beyond the last is written."""
    for n, m, d in ((16, 16, 16), (3, 5, 16)):
        q, k, v = draw(trial, n, m, d)
        trial.same(run_kernel(trial, q, k, v, scale=0.3), expected(q, k, v, 0.3), terms=m + d, what="out")


@check
def many_tiles_are_exact(trial: Trial) -> None:
    """Over several tiles of keys and of queries, the last ones not full, the result is the same."""
    for n, m, d, blocks in ((20, 37, 16, (16, 16)), (33, 50, 32, (16, 32))):
        q, k, v = draw(trial, n, m, d)
        # Later keys score higher, so that the running maximum has to grow from tile to tile.
        k = k + torch.linspace(0, 1, m)[:, None] * q.mean(0)
        seen = run_kernel(trial, q, k, v, scale=0.5, blocks=blocks)
        trial.same(seen, expected(q, k, v, 0.5), terms=m + d, scale=2.0, what="out")


@check
def later_keys_are_hidden_where_causal(trial: Trial) -> None:
    """With CAUSAL, query i sees keys 0 to i only, across tiles and within them."""
    shapes = ((35, 35, (16, 16)), (20, 40, (16, 32)), (40, 40, (32, 16)))
    # With more queries than keys, keys beyond the last lie before the diagonal, too.
    for n, m, blocks in (*shapes, (40, 21, (16, 16))):
        q, k, v = draw(trial, n, m, 16)
        seen = run_kernel(trial, q, k, v, scale=0.25, causal=True, blocks=blocks)
        trial.same(seen, expected(q, k, v, 0.25, causal=True), terms=m + 16, scale=2.0, what="out")


@check
def nothing_outside_is_touched(trial: Trial) -> None:
    """Matrices that end where their memory ends: no load and no store goes beyond the last row."""
    for n, m, causal, blocks in ((3, 5, False, (16, 16)), (18, 7, True, (32, 16)), (5, 34, False, (16, 32))):
        q, k, v = draw(trial, n, m, 16)
        seen = run_kernel(trial, q, k, v, scale=0.25, causal=causal, blocks=blocks, spare=0)
        trial.same(seen, oracle(q, k, v, 0.25, causal=causal), terms=m + 16, scale=2.0, what="out")


@check
def large_scores_do_not_overflow(trial: Trial) -> None:
    """Scores of several hundred, of either sign, give finite rows."""
    q, k, v = draw(trial, 17, 33, 16)
    q = q * 40
    largest = float((q @ k.T).abs().max())
    for shift in (0.0, -60.0):  # all scores far below zero: a maximum that starts at 0 would lose every weight
        with trial.case(f"scores shifted by {shift * 16:g}"):
            low_q = q.clone()
            keys = k.clone()
            if shift:
                low_q[:, 0], keys[:, 0] = 1.0, shift * 16
            seen = run_kernel(trial, low_q, keys, v, scale=1.0)
            bound = 2e-6 * (largest + abs(shift) * 16)  # a score's rounding is a relative error of its weight
            trial.same(seen, expected(low_q, keys, v, 1.0), relative=bound, scale=2.0, what="out")


@check
def the_function_launches_it(trial: Trial) -> None:
    """attention(q, k, v) scales by 1/√d, takes any n and m, and leaves its arguments alone."""
    for n, m, d in ((1, 1, 16), (5, 40, 32), (70, 3, 16)):
        q, k, v = draw(trial, n, m, d)
        trial.same(trial.call("attention", q, k, v), oracle(q, k, v, 1 / math.sqrt(d)), terms=m + d, scale=2.0)
    q, k, v = draw(trial, 20, 13, 16)
    expected_rows = oracle(q, k, v, 0.25, causal=True)
    trial.same(trial.call("attention", q, k, v, causal=True), expected_rows, terms=29, scale=2.0)
    q, k, v = draw(trial, 5, 9, 16)
    for name, after, before in zip("qkv", trial.after("attention", q, k, v), (q, k, v), strict=True):
        trial.same(after, before, relative=0.0, what=f"{name} after the call")


@timed
def two_thousand_tokens(watch: Stopwatch) -> None:
    """2,048 queries and keys of width 64, beside softmax(q kᵀ/√d) v in separate operators."""
    q, k, v = (watch.normal(2048, 64) for _ in range(3))
    watch.compare("attention", q, k, v, reference=lambda q, k, v: torch.softmax(q @ k.T / 8.0, dim=-1) @ v)
