"""Checks of streaming attention: after every block the state must be what its definition says of all keys so far."""

import math
from typing import Any

import torch

from deepdrill.judge.checks import Trial, check

State = tuple[torch.Tensor, torch.Tensor, torch.Tensor]
Block = tuple[torch.Tensor, torch.Tensor, torch.Tensor | None]  # keys, values, mask

SIZES = [(1, 1, 1, (1,)), (2, 3, 2, (2, 1)), (4, 5, 3, (3, 1, 6)), (3, 2, 5, (1, 4, 2, 7))]  # n, d, e, block lengths


def definition(q: torch.Tensor, blocks: list[Block], e: int) -> State:
    """Give the state from all scores at once, in float64, query by query over its visible keys."""
    n, d = q.shape
    top = torch.full((n,), float("-inf"), dtype=torch.float64)
    total, mix = torch.zeros(n, dtype=torch.float64), torch.zeros(n, e, dtype=torch.float64)
    for i in range(n):
        seen = [(key, value) for k, v, mask in blocks for j, (key, value) in enumerate(zip(k, v, strict=True))
                if mask is None or mask[i, j]]  # fmt: skip
        if seen:
            scores = [float(q[i].double() @ key.double()) / math.sqrt(d) for key, _ in seen]
            top[i] = max(scores)
            raised = [math.exp(score - max(scores)) for score in scores]
            total[i] = math.fsum(raised)
            mix[i] = sum(weight * value.double() for weight, (_, value) in zip(raised, seen, strict=True))
    return top.float(), total.float(), mix.float()


def result(state: State) -> torch.Tensor:
    """Give the attention of a state; zeros where no key was seen."""
    _, total, mix = (part.double() for part in state)
    return torch.where(total[:, None] > 0, mix / total[:, None].clamp_min(1.0), 0.0).float()


def draw_block(trial: Trial, m: int, d: int, e: int, scale: float = 1.0) -> Block:
    """Draw m keys and values without a mask."""
    return trial.normal(m, d, scale=scale), trial.normal(m, e), None


def stream(trial: Trial, q: torch.Tensor, blocks: list[Block], e: int, relative: float | None = None) -> Any:
    """Feed the blocks to the submission and compare its state after each of them."""
    state = trial.call("start", len(q), e)
    for count, (k, v, mask) in enumerate(blocks, start=1):
        state = trial.call("absorb", state, q, k, v) if mask is None else trial.call("absorb", state, q, k, v, mask)
        compare(trial, state, definition(q, blocks[:count], e), f"the state after block {count}", relative)
    return state


def compare(trial: Trial, seen: Any, expected: State, what: str, relative: float | None = None) -> None:
    """Compare a state; each entry sums a few dozen terms of size one."""
    trial.same(seen, expected, what=what, terms=40, scale=1.0, relative=relative)


@check
def starts_empty(trial: Trial) -> None:
    """A new state has seen nothing: maxima of −inf, sums of 0, in float32."""
    for n, e in ((1, 1), (3, 2)):
        expected = torch.full((n,), float("-inf")), torch.zeros(n), torch.zeros(n, e)
        trial.same(trial.call("start", n, e), expected, what="the new state")


@check
def one_block_is_the_softmax(trial: Trial) -> None:
    """After one block the state is that block's maximum, sum and mixture, for scores divided by √d."""
    for n, d, e, lengths in SIZES:
        with trial.case(f"n={n}, d={d}, e={e}, {lengths[-1]} keys"):
            stream(trial, trial.normal(n, d), [draw_block(trial, lengths[-1], d, e)], e)


@check
def the_state_is_right_after_every_block(trial: Trial) -> None:
    """Blocks of any lengths, one after the other, lead to the state of all their keys together."""
    for n, d, e, lengths in SIZES:
        blocks = [draw_block(trial, m, d, e) for m in lengths]
        with trial.case(f"blocks of {', '.join(map(str, lengths))} keys"):
            stream(trial, trial.normal(n, d), blocks, e)


@check
def the_maximum_may_come_early_or_late(trial: Trial) -> None:
    """It makes no difference whether the largest scores come in the first block or in the last."""
    for label, scales in (("scores grow", (0.2, 2.0, 6.0)), ("scores shrink", (6.0, 2.0, 0.2))):
        q, blocks = trial.normal(3, 4), [draw_block(trial, 3, 4, 2, scale) for scale in scales]
        with trial.case(label):
            # A score of 30 is rounded by 30 ε, and the weight by as much of itself.
            stream(trial, q, blocks, 2, relative=2e-4)


@check
def large_scores_do_not_overflow(trial: Trial) -> None:
    """Scores of several hundred, positive or negative, give finite states."""
    for label, sign in (("large scores", 1.0), ("scores far below zero", -1.0)):
        q = trial.uniform(3, 4, low=15.0, high=20.0)
        blocks = [(sign * trial.uniform(m, 4, low=15.0, high=20.0), trial.normal(m, 2), None) for m in (2, 3, 1)]
        with trial.case(label):
            # Scores near 600 are rounded by up to 600 ε, 7e-5, times a few.
            stream(trial, q, blocks, 2, relative=2e-3)


@check
def hidden_keys_do_not_count(trial: Trial) -> None:
    """A key whose mask entry is False enters neither the maximum nor the sums; True takes part."""
    q, blocks = trial.normal(4, 3), []
    for m in (3, 5, 2):
        k, v, _ = draw_block(trial, m, 3, 2)
        mask = trial.mask(4, m)
        mask[:, trial.size(0, m - 1)] = True
        mask[trial.size(0, 3), trial.size(0, m - 1)] = False
        k[0] *= 3.0
        blocks.append((k, v, mask))
    stream(trial, q, blocks, 2)


@check
def a_block_may_hide_everything(trial: Trial) -> None:
    """A query that sees nothing of a block keeps its state, at the beginning too, and no NaN arises."""
    q, blocks = trial.normal(3, 4), []
    for rows in ((0,), (0, 1), (2,), ()):  # who sees nothing of this block
        k, v, _ = draw_block(trial, 3, 4, 2)
        mask = torch.ones(3, 3, dtype=torch.bool)
        mask[list(rows)] = False
        blocks.append((k, v, mask))
    stream(trial, q, blocks, 2)


@check
def merging_gives_the_state_of_both(trial: Trial) -> None:
    """Two states of different keys merge into the state of all of them, in either order."""
    for scales in ((1.0, 1.0), (0.3, 5.0)):
        q, blocks = trial.normal(3, 4), [draw_block(trial, m, 4, 2, s) for m, s in zip((4, 6), scales, strict=True)]
        q[1] = -q[0]
        for row, (k, _, _) in enumerate(blocks):  # the first query has its maximum in a, the second in b
            k[0] = 6.0 * max(scales) * q[row] / q[row].norm()
        parts, whole = [definition(q, [block], 2) for block in blocks], definition(q, blocks, 2)
        with trial.case(f"keys of size {scales[0]:g} and {scales[1]:g}"):
            compare(trial, trial.call("merge", parts[0], parts[1]), whole, "the merged state", relative=2e-4)
            compare(trial, trial.call("merge", parts[1], parts[0]), whole, "the merged state", relative=2e-4)


@check
def merging_survives_extremes(trial: Trial) -> None:
    """Maxima that are hundreds apart, or lie in the hundreds, merge without overflow."""
    q = trial.uniform(3, 4, low=15.0, high=20.0)
    high = [(trial.uniform(3, 4, low=15.0, high=20.0), trial.normal(3, 2), None) for _ in range(2)]
    low = (-trial.uniform(2, 4, low=15.0, high=20.0), trial.normal(2, 2), None)
    for label, first, second in (("both high", high[0], high[1]), ("one high, one low", high[0], low)):
        parts, whole = [definition(q, [block], 2) for block in (first, second)], definition(q, [first, second], 2)
        with trial.case(label):
            compare(trial, trial.call("merge", *parts), whole, "the merged state", relative=2e-3)


@check
def merging_with_nothing_changes_nothing(trial: Trial) -> None:
    """An empty state may be merged from either side, and two empty states are an empty state."""
    q, block = trial.normal(2, 3), draw_block(trial, 4, 3, 2)
    empty, full = definition(q, [], 2), definition(q, [block], 2)
    for label, a, b, wanted in (
        ("an empty state second", full, empty, full),
        ("an empty state first", empty, full, full),
        ("two empty states", empty, empty, empty),
    ):
        with trial.case(label):
            compare(trial, trial.call("merge", a, b), wanted, "the merged state")


@check
def finishing_gives_attention(trial: Trial) -> None:
    """After the last block, finish gives softmax(q·kᵀ/√d)·v over all keys."""
    for n, d, e, lengths in SIZES:
        q, blocks = trial.normal(n, d), [draw_block(trial, m, d, e) for m in lengths]
        state = stream(trial, q, blocks, e)
        k, v = (torch.cat([block[part] for block in blocks]).double() for part in (0, 1))
        wanted = torch.softmax(q.double() @ k.T / math.sqrt(d), dim=-1) @ v
        trial.same(trial.call("finish", state), wanted.float(), terms=40, scale=1.0)


@check
def a_query_that_saw_nothing_gets_zeros(trial: Trial) -> None:
    """Finish gives a row of zeros where no key was visible, and the others are as ever."""
    q, (k, v, _) = trial.normal(3, 4), draw_block(trial, 5, 4, 2)
    mask = torch.ones(3, 5, dtype=torch.bool)
    mask[1] = False
    state = definition(q, [(k, v, mask)], 2)
    trial.same(trial.call("finish", state), result(state), terms=10, scale=1.0)


@check
def streams_do_not_mix(trial: Trial) -> None:
    """Everything is in the state: two streams taken in turns do not disturb each other."""
    streams = [(trial.normal(2, 3), [draw_block(trial, m, 3, 2) for m in lengths]) for lengths in ((2, 3), (4, 1))]
    states = [trial.call("start", 2, 2) for _ in streams]
    for turn in range(2):
        for which, (q, blocks) in enumerate(streams):
            k, v, _ = blocks[turn]
            states[which] = trial.call("absorb", states[which], q, k, v)
            wanted = definition(q, blocks[: turn + 1], 2)
            compare(trial, states[which], wanted, f"the state of stream {which + 1} after block {turn + 1}")


@check
def leaves_its_arguments(trial: Trial) -> None:
    """No function changes a state, a block or the queries; the inputs may be non-contiguous."""
    q, k, v, mask = trial.normal(4, 3).T, trial.normal(4, 5).T, trial.normal(2, 5).T, torch.ones(5, 3).bool().T
    before = [definition(q, [draw_block(trial, 3, 4, 2)], 2) for _ in range(2)]
    empty = definition(q, [], 2)
    for name, given in (
        ("absorb", (before[0], q, k, v, mask)),
        ("absorb", (empty, q, k, v, mask)),
        ("merge", tuple(before)),
        ("merge", (empty, before[1])),
        ("finish", (before[0],)),
        ("finish", (empty,)),
    ):
        for index, (now, was) in enumerate(zip(trial.after(name, *given), given, strict=True)):
            trial.same(now, was, what=f"argument {index + 1} after {name}", relative=0.0)
