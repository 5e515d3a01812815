"""Checks of the batches, put together from Python lists."""

from collections.abc import Sequence
from typing import Any

import torch

from deepdrill.judge.checks import Remote, Trial, check
from deepdrill.judge.learners import Trouble

Batch = tuple[torch.Tensor, torch.Tensor]


def draw(trial: Trial, n: int, longest: int = 5) -> list[torch.Tensor]:
    """Draw sequences, short and long ones mixed, in which small numbers, 0 included, are tokens like others."""
    lengths = [longest, 1, *(trial.size(1, longest) for _ in range(n))][:n]
    return [trial.integers(length, low=0, high=6) for length in lengths]


def padded(sequences: Sequence[torch.Tensor], padding: int = 0) -> Batch:
    """Pad list by list."""
    rows = [one.tolist() for one in sequences]
    width = max(map(len, rows))
    ids = [row + [padding] * (width - len(row)) for row in rows]
    mask = [[True] * len(row) + [False] * (width - len(row)) for row in rows]
    shape = (len(rows), width)
    return torch.tensor(ids, dtype=torch.int64).reshape(shape), torch.tensor(mask, dtype=torch.bool).reshape(shape)


def epoch(
    sequences: Sequence[torch.Tensor], size: int, number: int, seed: int | None, *, drop: bool, padding: int = 0
) -> list[Batch]:
    """Give the batches of an epoch."""
    left = list(range(len(sequences)))
    if seed is not None:
        left = torch.randperm(len(left), generator=torch.Generator().manual_seed(seed + number)).tolist()
    batches = []
    while left:
        now, left = left[:size], left[size:]
        if len(now) == size or not drop:
            batches.append(padded([sequences[index] for index in now], padding))
    return batches


def walk(iterator: Remote, most: int) -> list[Any]:
    """Walk through an epoch, at most so many batches."""
    steps, found = iterator.make("__iter__"), []
    while len(found) < most:
        try:
            found.append(steps.method("__next__"))
        except Trouble as trouble:
            if "StopIteration" not in trouble.lineage:
                raise
            break
    return found


def compare(trial: Trial, iterator: Remote, wanted: list[Batch]) -> None:
    """Walk through an epoch and compare."""
    seen = walk(iterator, len(wanted) + 1)
    for index, (one, expected) in enumerate(zip(seen, wanted, strict=False)):
        trial.same(one, expected, what=f"batch {index + 1} (ids, mask)")
    trial.require(
        len(seen) == len(wanted),
        f"The epoch has {'more' if len(seen) > len(wanted) else len(seen)} batches where {len(wanted)} are expected.",
    )
    trial.same(iterator.method("__len__"), len(wanted), what="len")


@check
def collate_pads_at_the_end(trial: Trial) -> None:
    """Collate gives a rectangle as wide as the longest sequence, each row with its sequence first."""
    for n, padding in ((1, 0), (3, 0), (4, -100), (3, 7)):
        sequences = draw(trial, n)
        with trial.case(f"{n} sequences, padding {padding}"):
            trial.same(trial.call("collate", sequences, padding), padded(sequences, padding), what="(ids, mask)")
    sequences = draw(trial, 2)
    trial.same(trial.call("collate", sequences), padded(sequences), what="(ids, mask) with the default padding")
    with trial.case("large tokens"):
        sequences = [one + 2**40 for one in draw(trial, 2)]
        trial.same(trial.call("collate", sequences), padded(sequences), what="(ids, mask)")


@check
def a_token_may_equal_the_padding(trial: Trial) -> None:
    """The mask follows the lengths, also where a token has the value of the padding."""
    sequences = [torch.tensor([3, 0, 0]), torch.tensor([0]), torch.tensor([0, 5, 2, 0])]
    trial.same(trial.call("collate", sequences, 0), padded(sequences), what="(ids, mask)")


@check
def empty_sequences_are_all_padding(trial: Trial) -> None:
    """An empty sequence is a row of padding; if all are empty the rectangle has no columns."""
    nothing = torch.zeros(0, dtype=torch.int64)
    for sequences in ([nothing, torch.tensor([4, 2])], [nothing, nothing]):
        trial.same(trial.call("collate", sequences, 9), padded(sequences, 9), what="(ids, mask)")


@check
def without_a_seed_the_order_stays(trial: Trial) -> None:
    """Without a seed the batches come in the order of the list, in each epoch."""
    sequences = draw(trial, 6)
    iterator = trial.make("BatchIterator", sequences, 2)
    for number in range(2):
        with trial.case(f"epoch {number}"):
            compare(trial, iterator, epoch(sequences, 2, number, None, drop=False))


@check
def each_epoch_has_its_own_order(trial: Trial) -> None:
    """With a seed the order of an epoch is the permutation of seed plus epoch, for every seed, 0 included."""
    sequences = draw(trial, 7)
    for seed in (trial.size(1, 10**6), 0):
        iterator = trial.make("BatchIterator", sequences, 3, seed=seed)
        for number in range(3):
            with trial.case(f"seed {seed}, epoch {number}"):
                compare(trial, iterator, epoch(sequences, 3, number, seed, drop=False))


@check
def a_broken_off_walk_is_an_epoch(trial: Trial) -> None:
    """After a walk that was broken off comes the next epoch, from its beginning."""
    sequences, seed = draw(trial, 6), trial.size(1, 10**6)
    iterator = trial.make("BatchIterator", sequences, 2, seed=seed)
    walk(iterator, 1)
    compare(trial, iterator, epoch(sequences, 2, 1, seed, drop=False))


@check
def the_remainder_is_kept_or_dropped(trial: Trial) -> None:
    """The last, smaller batch is there by default and left out with drop_last; len says so."""
    for n, size in ((5, 2), (6, 3), (2, 3), (3, 1), (7, 4)):
        sequences, seed = draw(trial, n), trial.size(1, 10**6)
        for drop in (False, True):
            with trial.case(f"{n} sequences in batches of {size}, drop_last={drop}"):
                iterator = trial.make("BatchIterator", sequences, size, seed, drop)
                compare(trial, iterator, epoch(sequences, size, 0, seed, drop=drop))


@check
def every_batch_has_its_own_width(trial: Trial) -> None:
    """A batch is padded to its own longest sequence, with the iterator's padding."""
    lengths = (1, 2, 6, 1, 3, 2)
    sequences = [trial.integers(length, low=0, high=9) for length in lengths]
    iterator = trial.make("BatchIterator", sequences, 2, padding=-1)
    compare(trial, iterator, epoch(sequences, 2, 0, None, drop=False, padding=-1))


@check
def the_data_stays_as_it_is(trial: Trial) -> None:
    """The list and its tensors are not changed, and writing into a batch does not reach them."""
    sequences = [trial.integers(3, low=1, high=9) for _ in range(4)]
    placed = [trial.place(one) for one in sequences]
    there = trial.place(placed)
    iterator = trial.make("BatchIterator", there, 2, seed=5)
    steps = iterator.make("__iter__")
    for _ in range(2):
        steps.make("__next__").make("__getitem__", 0).make("zero_")
    for index, (one, before) in enumerate(zip(placed, sequences, strict=True)):
        trial.same(one.read(), before, what=f"sequence {index} afterwards")
        trial.require(there.make("__getitem__", index).handle == one.handle, "The list has another order afterwards.")
