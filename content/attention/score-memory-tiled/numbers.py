"""Memory of attention scores held whole, over that held in tiles."""

import itertools
import random

from deepdrill.grading.calculation import wrong
from deepdrill.grading.units import tex


def draw(rng: random.Random) -> dict[str, int]:
    """Draw a layer for which each wrong turn leads to another factor."""
    while True:
        numbers = {
            "batch": rng.choice([3, 6, 10, 12]),
            "tokens": rng.choice([4096, 6144, 8192, 12_288, 16_384]),
            "heads": rng.choice([20, 24, 28, 40]),
            "tile_rows": rng.choice([64, 128]),
            "tile_columns": rng.choice([64, 128, 192]),
            "multiprocessors": rng.choice([84, 108, 132]),
        }
        values = sorted(turn(**numbers) for turn in (answer, *TURNS))
        if all(high - low > 0.025 * high for low, high in itertools.pairwise(values)):
            return numbers


def answer(batch: int, tokens: int, heads: int, tile_rows: int, tile_columns: int, multiprocessors: int) -> float:
    """Divide a square per head by tiles and rows."""
    whole = 2 * batch * heads * tokens**2
    return whole / (4 * multiprocessors * tile_rows * tile_columns + 4 * batch * heads * tokens)


def working(batch: int, tokens: int, heads: int, tile_rows: int, tile_columns: int, multiprocessors: int) -> list[str]:
    """Both memories, then the quotient."""
    whole = 2 * batch * heads * tokens**2
    tiles = 4 * multiprocessors * tile_rows * tile_columns
    rows = 4 * batch * heads * tokens
    return [
        (
            rf"Whole: ${batch} \cdot {heads}$ matrices of ${tokens} \cdot {tokens}$ scores, 2 bytes each: "
            f"${tex(whole)}$ bytes ({whole / 2**30:.4g} GiB). The mask saves nothing here."
        ),
        rf"Tiles: ${multiprocessors} \cdot {tile_rows} \cdot {tile_columns} \cdot 4 = {tex(tiles)}$ bytes.",
        rf"Row numbers: ${batch} \cdot {heads} \cdot {tokens} \cdot 4 = {tex(rows)}$ bytes, linear in the tokens.",
        rf"Factor: $({tex(whole)}) / ({tex(tiles)} + {tex(rows)}) = {tex(whole / (tiles + rows))}$.",
    ]


@wrong(
    "You left out the row numbers: the backward pass needs one log-sum-exp for every row of every head and sequence."
)
def no_rows(batch: int, tokens: int, heads: int, tile_rows: int, tile_columns: int, multiprocessors: int) -> float:
    """Count the tiles."""
    return 2 * batch * heads * tokens**2 / (4 * multiprocessors * tile_rows * tile_columns)


@wrong("You counted the row numbers only: the tiles in flight take memory as well.")
def no_tiles(tokens: int, **_: int) -> float:
    """Count the rows."""
    return tokens / 2


@wrong("You took the scores of one head: each head of each sequence has its own square.")
def one_matrix(**numbers: int) -> float:
    """Divide the whole memory by heads and sequences."""
    return answer(**numbers) / (numbers["batch"] * numbers["heads"])


@wrong("You stored half of each square because of the mask: the prompt stores masked scores too.")
def lower_triangle(**numbers: int) -> float:
    """Halve the whole memory."""
    return answer(**numbers) / 2


@wrong("You took the same bytes per score on both sides: whole scores have 2 bytes, tiles and row numbers 4.")
def same_bytes(**numbers: int) -> float:
    """Forget that tiles are in float32."""
    return answer(**numbers) * 2


@wrong("You counted a single tile: every multiprocessor works on one at the same time.")
def one_tile(**numbers: int) -> float:
    """Take one tile in flight."""
    return answer(**{**numbers, "multiprocessors": 1})


@wrong(
    "You counted all tiles of all matrices: at any time only one tile per multiprocessor exists, that is the point of "
    "tiling."
)
def all_tiles(**numbers: int) -> float:
    """Let every tile live at once."""
    whole = 2 * numbers["batch"] * numbers["heads"] * numbers["tokens"] ** 2
    return whole / (2 * whole + 4 * numbers["batch"] * numbers["heads"] * numbers["tokens"])


TURNS = (no_rows, no_tiles, one_matrix, lower_triangle, same_bytes, one_tile, all_tiles)
