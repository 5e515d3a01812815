"""Idle places under two schedules, unused cache under two layouts, and attention over scattered blocks."""

import math

import torch

from deepdrill.lab.evidence import Evidence, claim

PLACES, LONGEST, BLOCK = 16, 1024, 16


def lengths(evidence: Evidence, count: int) -> list[int]:
    """Draw the lengths of answers: many short, a few very long."""
    drawn = torch.exp(evidence.normal(count) + 4.3)
    return drawn.round().clamp(1, LONGEST).long().tolist()


def static_steps(requests: list[int]) -> int:
    """Give the steps that batches take which start and end together."""
    return sum(max(requests[i : i + PLACES]) for i in range(0, len(requests), PLACES))


def continuous_steps(requests: list[int]) -> int:
    """Give the steps if a place is given to the next request as soon as it is free."""
    ends = [0] * PLACES
    for length in requests:
        earliest = ends.index(min(ends))
        ends[earliest] += length
    return max(ends)


@claim
def continuous_batching_keeps_the_places_busy(evidence: Evidence) -> None:
    """With lengths that vary, static batches use under half of their places, continuous ones over nine tenths."""
    requests = lengths(evidence, 960)
    useful, shares = sum(requests), {}
    for name, steps in (("static", static_steps(requests)), ("continuous", continuous_steps(requests))):
        shares[name] = useful / (steps * PLACES)
        evidence.row(schedule=name, steps=steps, tokens=useful, share_of_places_used=round(shares[name], 3))
    evidence.require(shares["static"] < 0.5, f"Static batches use {shares['static']:.0%}.")
    evidence.require(shares["continuous"] > 0.9, f"Continuous batches use {shares['continuous']:.0%}.")


@claim
def blocks_waste_little(evidence: Evidence) -> None:
    """Reserving the maximum leaves most of the cache empty; blocks of 16 leave less than one block a request."""
    requests = lengths(evidence, 960)
    used = sum(requests)
    reserved, paged = len(requests) * LONGEST, sum(math.ceil(length / BLOCK) * BLOCK for length in requests)
    for name, held in (("maximum reserved", reserved), ("blocks of 16", paged)):
        evidence.row(layout=name, held=held, used=used, share_used=round(used / held, 3))
    evidence.require(used / reserved < 0.3, f"Of the reserved memory {used / reserved:.0%} is used.")
    evidence.require(used / paged > 0.85, f"Of the blocks {used / paged:.0%} is used.")
    evidence.require(paged - used < BLOCK * len(requests), "More than a block a request is wasted.")


@claim
def scattered_blocks_give_the_same_attention(evidence: Evidence) -> None:
    """Attention that gathers its keys and values through a block table equals attention over a contiguous cache."""
    length, width = 75, 32
    q, k, v = evidence.normal(width), evidence.normal(length, width), evidence.normal(length, width)
    wanted = torch.softmax(k @ q / math.sqrt(width), 0) @ v
    needed = math.ceil(length / BLOCK)
    pool = torch.full((2, 20, BLOCK, width), math.nan, dtype=k.dtype)  # what nobody wrote must not be read
    table = torch.randperm(20, generator=evidence.rng)[:needed]
    for place in range(length):
        pool[0, table[place // BLOCK], place % BLOCK] = k[place]
        pool[1, table[place // BLOCK], place % BLOCK] = v[place]
    keys, values = (half[table].flatten(0, 1)[:length] for half in pool)
    found = torch.softmax(keys @ q / math.sqrt(width), 0) @ values
    difference = float((found - wanted).abs().max())
    evidence.row(blocks=str(table.tolist()), tokens=length, largest_difference=difference)
    evidence.require(difference < 1e-12, f"They differ by {difference:.1e}.")
