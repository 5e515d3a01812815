"""Checks of the Triton softmax: the kernel by itself on buffers with guard entries, then the function."""

import torch

from deepdrill.judge.checks import Trial, check
from deepdrill.judge.timing import Stopwatch, timed

GUARD = -7.0
"""Stands between the rows of `out`; a kernel that writes there is caught."""
SPARE = 4
"""Rows behind the last one: what a kernel writes out of bounds lands there, and is seen."""


def oracle(x: torch.Tensor) -> torch.Tensor:
    """Give the softmax of each row in float64; (rows, columns)."""
    x64 = x.double()
    raised = torch.exp(x64 - x64.amax(-1, keepdim=True))
    return (raised / raised.sum(-1, keepdim=True)).to(x.dtype)


def run_kernel(trial: Trial, x: torch.Tensor, *, rows: int, columns: int, gap: int, block: int) -> torch.Tensor:
    """Launch the kernel on a buffer whose rows lie `gap` entries apart; give the whole buffer."""
    out = trial.place(torch.full((rows + SPARE, columns + gap), GUARD, dtype=x.dtype))
    trial.launch("softmax_kernel", (rows,), out, x, columns + gap, x.stride(0), columns, BLOCK=block)
    buffer = out.read()
    trial.note(buffer)
    return buffer


def expected_buffer(x: torch.Tensor, gap: int) -> torch.Tensor:
    """Give what the buffer must hold: the softmax, and the guards between and behind the rows as they were."""
    buffer = torch.full((x.shape[0] + SPARE, x.shape[1] + gap), GUARD, dtype=x.dtype)
    buffer[: x.shape[0], : x.shape[1]] = oracle(x)
    return buffer


@check
def the_kernel_does_one_row(trial: Trial) -> None:
    """Program i turns row i of x into row i of out, for rows that do not fill the block."""
    for rows, columns, block in ((1, 1, 1), (2, 3, 4), (3, 8, 8), (4, 5, 16)):
        x = trial.normal(rows, columns)
        seen = run_kernel(trial, x, rows=rows, columns=columns, gap=0, block=block)
        trial.same(seen, expected_buffer(x, 0), terms=columns, what="out")


@check
def the_kernel_keeps_to_its_row(trial: Trial) -> None:
    """Rows of x and of out lie apart by their strides, and what lies between them is neither read nor written."""
    for rows, columns, gap in ((3, 5, 2), (2, 6, 3)):
        wide = trial.normal(rows, columns + 4, scale=3.0)
        wide[:, columns:] = 50.0  # a neighbour that is read would take all the weight
        x = wide[:, :columns]
        out = trial.place(torch.full((rows + SPARE, columns + gap), GUARD))
        placed = trial.place(wide)  # the kernel is given the wide buffer: its rows are x_stride apart
        trial.launch("softmax_kernel", (rows,), out, placed, columns + gap, wide.stride(0), columns, BLOCK=8)
        buffer = out.read()
        trial.note(buffer)
        trial.same(buffer, expected_buffer(x, gap), terms=columns, what="the buffer of out")


@check
def large_entries_do_not_overflow(trial: Trial) -> None:
    """Entries of several thousand, and of minus infinity, give finite weights."""
    large = trial.normal(3, 7, scale=3000.0)
    low = trial.normal(2, 5) - 20_000.0  # far below zero: a lane beyond the row that counts as 0 would win
    for x, block in ((large, 8), (low, 8)):
        # In log space an entry is rounded once more: that is a relative error of its weight, and a right answer.
        bound = 2.5e-7 * float(x.abs().max())
        seen = run_kernel(trial, x, rows=x.shape[0], columns=x.shape[1], gap=0, block=block)
        trial.same(seen, expected_buffer(x, 0), relative=bound, what="out")
    masked = trial.normal(2, 6)
    masked[0, 1:4] = float("-inf")
    with trial.case("minus infinity"):
        seen = run_kernel(trial, masked, rows=2, columns=6, gap=0, block=8)
        trial.same(seen, expected_buffer(masked, 0), terms=6, what="out")


@check
def half_precision_is_computed_in_float32(trial: Trial) -> None:
    """float16 rows give float16 weights of float16's accuracy, however long the row."""
    x = trial.normal(2, 300, scale=0.2, dtype=torch.float16)
    seen = run_kernel(trial, x, rows=2, columns=300, gap=0, block=512)
    # One rounding to float16 at the end: half a unit in the last place.
    trial.same(seen, expected_buffer(x, 0), relative=6e-4, what="out")


@check
def the_function_launches_it(trial: Trial) -> None:
    """softmax(x) gives a new tensor of the same shape and dtype, for any number of columns, and leaves x alone."""
    for rows, columns in ((1, 1), (3, 7), (2, 33), (5, 64)):
        x = trial.normal(rows, columns)
        trial.same(trial.call("softmax", x), oracle(x), terms=columns)
    half = trial.normal(2, 9, dtype=torch.float16)
    trial.same(trial.call("softmax", half), oracle(half), relative=6e-4)
    x = trial.normal(4, 6)
    (after,) = trial.after("softmax", x)
    trial.same(after, x, relative=0.0, what="x after the call")


@check
def the_function_takes_rows_that_lie_apart(trial: Trial) -> None:
    """A slice of a wider tensor gives the softmax of its own columns."""
    wide = trial.place(trial.normal(4, 11))
    part = wide.make("narrow", 1, 2, 5)  # a view, over there: entries 2 to 6 of each row
    whole = wide.read()
    trial.same(trial.call("softmax", part), oracle(whole[:, 2:7]), terms=5)


@timed
def four_thousand_by_four_thousand(watch: Stopwatch) -> None:
    """4,096 rows of 4,096 float32 entries, beside torch.softmax."""
    x = watch.normal(4096, 4096)
    watch.compare("softmax", x, reference=lambda x: torch.softmax(x, dim=-1), bytes_moved=2 * x.numel() * 4)
