"""Attention as a whole and in tiles: the same numbers, the same arithmetic, other memory and other traffic."""

import math
from dataclasses import dataclass
from itertools import pairwise

import torch

from deepdrill.lab.evidence import Evidence, claim

D, TILE = 32, 64


@dataclass
class Counted:
    """An output, and what it took: multiplications, numbers held at the peak, numbers moved."""

    out: torch.Tensor
    multiplications: int
    held: int
    """Numbers beyond inputs and output that live at the same time."""
    moved: int
    """Numbers read from or written to the large memory."""


def whole(q: torch.Tensor, k: torch.Tensor, v: torch.Tensor) -> Counted:
    """Attend with the full matrices of scores and of weights in the large memory."""
    n, d = q.shape
    out = torch.softmax(q @ k.T / math.sqrt(d), -1) @ v
    # Scores are written and read, weights are written and read; q, k, v are read, the output is written.
    return Counted(out, 2 * n * n * d, 2 * n * n, 4 * n * n + 4 * n * d)


def tiled(q: torch.Tensor, k: torch.Tensor, v: torch.Tensor, tile: int = TILE) -> Counted:
    """Attend tile by tile with a running maximum and sum; count what happens on the way."""
    n, d = q.shape
    out, multiplications, moved = torch.empty_like(v), 0, 0
    for start in range(0, n, tile):
        rows = q[start : start + tile]
        top = torch.full((len(rows), 1), -math.inf, dtype=q.dtype)
        mass, sums = torch.zeros_like(top), torch.zeros_like(rows)
        moved += 2 * rows.numel()  # these queries are read, their outputs will be written
        for begin in range(0, n, tile):
            keys, values = k[begin : begin + tile], v[begin : begin + tile]
            scores = rows @ keys.T / math.sqrt(d)
            higher = torch.maximum(top, scores.amax(-1, keepdim=True))
            weights, shrink = torch.exp(scores - higher), torch.exp(top - higher)
            mass = mass * shrink + weights.sum(-1, keepdim=True)
            sums = sums * shrink + weights @ values
            top = higher
            multiplications += 2 * scores.numel() * d
            moved += keys.numel() + values.numel()
        out[start : start + tile] = sums / mass
    # Of one tile: queries, keys, values, scores, weights, sums; of every row one statistic for the backward pass.
    return Counted(out, multiplications, 4 * tile * d + 2 * tile * tile + n, moved)


@claim
def tiles_give_the_exact_result(evidence: Evidence) -> None:
    """Attention computed in tiles equals attention computed as a whole, whatever the size of a tile."""
    q, k, v = (evidence.normal(120, D, scale=3.0) for _ in range(3))
    for tile in (5, 7, 64, 120):
        difference = float((tiled(q, k, v, tile).out - whole(q, k, v).out).abs().max())
        evidence.row(tile=tile, largest_difference=difference)
        evidence.require(difference < 1e-10, f"With tiles of {tile} the results differ by {difference:.1e}.")


@claim
def the_arithmetic_stays_quadratic(evidence: Evidence) -> None:
    """Twice the length takes four times the multiplications, in tiles as well as a whole."""
    lengths = (128, 256, 512, 1024)
    plain, flash = [], []
    for n in lengths:
        q, k, v = (evidence.normal(n, D) for _ in range(3))
        plain.append(whole(q, k, v).multiplications)
        flash.append(tiled(q, k, v).multiplications)
        evidence.row(tokens=n, as_a_whole=plain[-1], in_tiles=flash[-1])
    evidence.require(plain == flash, "The counts differ.")
    evidence.require(all(b == 4 * a for a, b in pairwise(flash)), f"Not fourfold: {flash}.")


@claim
def the_extra_memory_becomes_linear(evidence: Evidence) -> None:
    """The extra memory is quadratic as a whole; in tiles it grows by one number per token."""
    lengths = (256, 512, 1024, 2048)
    plain, flash = [], []
    for n in lengths:
        q, k, v = (evidence.normal(n, D) for _ in range(3))
        plain.append(whole(q, k, v).held)
        flash.append(tiled(q, k, v).held)
        evidence.row(tokens=n, as_a_whole=plain[-1], in_tiles=flash[-1])
    evidence.require(all(b == 4 * a for a, b in pairwise(plain)), f"Not fourfold: {plain}.")
    growth = [(b - a) / (m - n) for a, b, n, m in zip(flash, flash[1:], lengths, lengths[1:], strict=False)]
    evidence.require(growth == [1.0] * 3, f"It grows by {growth} per token.")
    evidence.plot(x="tokens", y="extra numbers held", log_x=True, log_y=True)
    evidence.curve("as a whole", lengths, plain)
    evidence.curve("in tiles", lengths, flash)


@claim
def less_is_moved(evidence: Evidence) -> None:
    """At 1024 tokens the tiled computation moves fewer than half as many numbers, and fewer still in larger tiles."""
    q, k, v = (evidence.normal(1024, D) for _ in range(3))
    plain = whole(q, k, v).moved
    evidence.row(way="as a whole", moved=plain, share=1.0)
    moved = [tiled(q, k, v, tile).moved for tile in (64, 128, 256)]
    for tile, one in zip((64, 128, 256), moved, strict=True):
        evidence.row(way=f"tiles of {tile}", moved=one, share=round(one / plain, 3))
    evidence.require(moved[0] < plain / 2, f"It moves {moved[0] / plain:.0%}.")
    evidence.require(moved[0] > moved[1] > moved[2], "Larger tiles do not move less.")
