"""Checks of sinusoidal positions against Python's sine and cosine, entry by entry, and of their shift property."""

import math
from typing import Any

import numpy as np

from deepdrill.judge.checks import Trial, check

Array = np.ndarray[Any, np.dtype[np.float64]]

SIZES = [(1, 2), (3, 2), (4, 6), (7, 4), (5, 12)]  # length, width: small first
EPS = float(np.finfo(np.float64).eps)


def entry(position: int, column: int, width: int, base: float) -> float:
    """Give one entry of the table."""
    angle = position / math.pow(base, (column - column % 2) / width)
    return math.cos(angle) if column % 2 else math.sin(angle)


def oracle(positions: list[int], width: int, base: float = 10000.0) -> Array:
    """Give the rows of some positions, which may be negative."""
    return np.array([[entry(p, j, width, base) for j in range(width)] for p in positions]).reshape(-1, width)


def bound(furthest: int) -> float:
    """Give a relative tolerance: a frequency is off by a few ε, and an angle by that times the position."""
    return EPS * (100.0 + 32.0 * abs(furthest))


def try_table(trial: Trial, length: int, width: int, base: float | None = None) -> None:
    """Compare one table."""
    given = {} if base is None else {"base": base}
    got = trial.call("sinusoidal_positions", length, width, **given)
    wanted = oracle(list(range(length)), width, **given)
    trial.same(got, wanted, what="the table", relative=bound(length), scale=1.0)


@check
def sines_and_cosines_take_turns(trial: Trial) -> None:
    """Column 2i holds sin(p·θᵢ) and column 2i+1 cos(p·θᵢ), with θᵢ = base^(−2i/width)."""
    for length, width in SIZES:
        with trial.case(f"length={length}, width={width}"):
            try_table(trial, length, width)


@check
def the_first_row_is_position_zero(trial: Trial) -> None:
    """Row 0 is position 0: zeros and ones in turns; a table of length 0 is empty."""
    with trial.case("length=1"):
        wanted = np.array([[0.0, 1.0, 0.0, 1.0, 0.0, 1.0]])
        trial.same(trial.call("sinusoidal_positions", 1, 6), wanted, what="the table")
    with trial.case("length=0"):
        trial.same(trial.call("sinusoidal_positions", 0, 4), np.zeros((0, 4)), what="the table")


@check
def a_row_does_not_depend_on_the_length(trial: Trial) -> None:
    """The rows of a short table are the first rows of a longer one."""
    for length in (3, 11):
        with trial.case(f"length={length}"):
            try_table(trial, length, 8)


@check
def far_positions_are_exact(trial: Trial) -> None:
    """Rows up to position 3000 are right to double precision."""
    with trial.case("length=3000"):
        try_table(trial, 3000, 4)


@check
def the_base_sets_the_frequencies(trial: Trial) -> None:
    """Another base gives another table and another shift."""
    for base in (100.0, float(trial.size(200, 900))):
        with trial.case(f"base={base:g}"):
            try_table(trial, 5, 6, base)
            got = trial.call("shift_matrix", 3, 6, base=base)
            trial.same(got, shift(3, 6, base), what="the matrix", relative=bound(3), scale=1.0)


def shift(offset: int, width: int, base: float = 10000.0) -> Array:
    """Give the matrix that turns every pair, from complex numbers: i·e^(−iφ) stands for (sin φ, cos φ)."""
    matrix = np.zeros((width, width))
    for pair in range(0, width, 2):
        turn = complex(entry(offset, pair + 1, width, base), -entry(offset, pair, width, base))  # e^(−iφ)
        for column, unit in enumerate((1 + 0j, 1j)):
            moved = unit * turn
            matrix[pair, pair + column], matrix[pair + 1, pair + column] = moved.real, moved.imag
    return matrix


def try_shift(trial: Trial, offset: int, width: int, positions: list[int]) -> None:
    """Compare what a matrix does to the rows of some positions, and the matrix itself."""
    matrix = trial.call("shift_matrix", offset, width)
    right = isinstance(matrix, np.ndarray) and matrix.shape == (width, width) and matrix.dtype == np.float64
    trial.require(right, f"shift_matrix must return a float64 array of the shape ({width}, {width}).", seen=matrix)
    furthest = max(abs(p) for p in [offset, *positions, *(p + offset for p in positions)])
    moved = oracle(positions, width) @ matrix.T
    wanted = oracle([p + offset for p in positions], width)
    trial.same(moved, wanted, what="the matrix times the rows", relative=bound(furthest), scale=1.0)
    trial.same(matrix, shift(offset, width), what="the matrix", relative=bound(offset), scale=1.0)


@check
def one_matrix_moves_every_position(trial: Trial) -> None:
    """shift_matrix(k, width) @ row(p) is row(p + k), for every p."""
    for width in (2, 6, 10):
        offset = trial.size(1, 30)
        with trial.case(f"offset={offset}, width={width}"):
            try_shift(trial, offset, width, [0, 1, 5, 40])


@check
def a_shift_may_be_nothing_or_backwards(trial: Trial) -> None:
    """An offset of 0 gives the identity, and a negative one moves backwards."""
    for offset in (0, -1, -trial.size(2, 20)):
        with trial.case(f"offset={offset}"):
            try_shift(trial, offset, 6, [30, 2, 21])


@check
def odd_widths_are_refused(trial: Trial) -> None:
    """An odd width raises ValueError in both functions."""
    for width in (1, 7):
        trial.raises("ValueError", "sinusoidal_positions", 3, width)
        trial.raises("ValueError", "shift_matrix", 2, width)
