"""Checks of positions in two dimensions against sines in Python floats, token by token."""

import math

import torch

from deepdrill.judge.checks import Trial, check

GRIDS = [(1, 1), (2, 4), (3, 2), (1, 4), (4, 1), (5, 7)]


def encoding(x: int, d: int, base: float) -> list[float]:
    """Encode one position of one axis in d/2 numbers."""
    m = d // 4
    angles = [x / base ** (k / m) for k in range(m)]
    return [math.sin(angle) for angle in angles] + [math.cos(angle) for angle in angles]


def oracle(h: int, w: int, d: int, base: float = 10000.0) -> torch.Tensor:
    """Go through the tokens in reading order."""
    rows = [encoding(r, d, base) + encoding(c, d, base) for r in range(h) for c in range(w)]
    return torch.tensor(rows, dtype=torch.float64).float()


def compare(trial: Trial, h: int, w: int, d: int, *base: float) -> None:
    """Compare one table, to the accuracy that the prompt asks for."""
    with trial.case(f"{h} × {w} patches, {d} features"):
        seen = trial.call("sincos_2d", h, w, d, *base)
        trial.same(seen, oracle(h, w, d, *base), what="the positions", scale=1.0, relative=1e-6)


def indices(h: int, w: int) -> torch.Tensor:
    """Number the offsets one by one, in the order of a table of 2h - 1 rows and 2w - 1 columns."""
    offsets = [(down, right) for down in range(1 - h, h) for right in range(1 - w, w)]
    number = {offset: index for index, offset in enumerate(offsets)}
    tokens = [(r, c) for r in range(h) for c in range(w)]
    return torch.tensor([[number[a - r, b - c] for r, c in tokens] for a, b in tokens], dtype=torch.int64)


@check
def one_patch_and_one_frequency(trial: Trial) -> None:
    """With d = 4 a token is [sin r, cos r, sin c, cos c]."""
    for h, w in GRIDS:
        compare(trial, h, w, 4)


@check
def frequencies_fall_by_powers(trial: Trial) -> None:
    """Each half has d/4 frequencies, from 1 down towards 1/base, sines before cosines."""
    for d in (8, 12, 32):
        compare(trial, trial.size(3, 6), trial.size(7, 9), d)


@check
def the_base_can_be_chosen(trial: Trial) -> None:
    """Another base gives other frequencies."""
    for base in (100.0, 2.0):
        compare(trial, 3, 4, 12, base)


@check
def rows_first_columns_second(trial: Trial) -> None:
    """The first half of the features depends on the row alone, the second on the column alone."""
    for h, w in GRIDS:
        compare(trial, h, w, 8)


@check
def far_positions_are_accurate(trial: Trial) -> None:
    """Positions near 1000 are right to 10⁻⁶, whatever their frequency."""
    compare(trial, 1000, 1, 48)
    compare(trial, 1, 1000, 48)


@check
def each_offset_has_its_index(trial: Trial) -> None:
    """The index counts the offsets of query minus key, row by row, from 0 on."""
    for h, w in GRIDS:
        with trial.case(f"{h} × {w} patches"):
            trial.same(trial.call("relative_index", h, w), indices(h, w), what="the index")
