"""Checks of resampling: the draws of the same generator put into Python lists, and counts that need no draw."""

from collections import Counter
from typing import Any

import numpy as np

from deepdrill.judge.checks import Trial, check

Array = np.ndarray[Any, Any]


def members_of(indices: list[int], y: list[int]) -> list[list[int]]:
    """Group positions by label, labels ascending."""
    return [[index for index in indices if y[index] == label] for label in sorted({y[index] for index in indices})]


def split_of(y: Array, parts: int, seed: int) -> tuple[Array, Array]:
    """Split class by class."""
    dice, train, test = np.random.default_rng(seed), [], []
    for group in members_of(list(range(len(y))), y.tolist()):
        order = dice.permutation(np.array(group)).tolist()
        cut = (len(group) - len(group) % parts) // parts
        test += order[:cut]
        train += order[cut:]
    return np.array(sorted(train), dtype=np.int64), np.array(sorted(test), dtype=np.int64)


def over(indices: Array, y: Array, seed: int) -> Array:
    """Add repeats to a list."""
    dice, chosen = np.random.default_rng(seed), indices.tolist()
    groups = members_of(indices.tolist(), y.tolist())
    most = max(map(len, groups))
    for group in groups:
        if len(group) != most:
            chosen += dice.choice(np.array(group), most - len(group)).tolist()
    return np.array(sorted(chosen), dtype=np.int64)


def under(indices: Array, y: Array, seed: int) -> Array:
    """Keep a few of each class."""
    dice, chosen = np.random.default_rng(seed), []
    groups = members_of(indices.tolist(), y.tolist())
    for group in groups:
        chosen += dice.choice(np.array(group), min(map(len, groups)), replace=False).tolist()
    return np.array(sorted(chosen), dtype=np.int64)


def labels(trial: Trial, counts: dict[int, int]) -> Array:
    """Give so many of each label, in random order."""
    every = [label for label, count in counts.items() for _ in range(count)]
    trial.dice.shuffle(every)
    return np.array(every, dtype=np.int64)


SKEWED: list[dict[int, int]] = [{0: 9, 1: 3}, {0: 12, 1: 4, 2: 7}, {-3: 4, 10: 15, 7: 4}]


@check
def the_split_is_stratified(trial: Trial) -> None:
    """Every class gives the same share to the test set, rounded down, by a random permutation of its own."""
    for counts, parts in zip((*SKEWED, {5: 7}), (3, 4, 2, 3), strict=True):
        y, seed = labels(trial, counts), trial.size(0, 10**6)
        with trial.case(f"classes {counts}, parts={parts}"):
            trial.same(trial.call("split", y, parts, seed), split_of(y, parts, seed), what="(train, test)")


@check
def oversampling_repeats_the_smaller_classes(trial: Trial) -> None:
    """Oversampling keeps all and repeats random members until every class is as large as the largest."""
    for counts in (*SKEWED, {0: 5, 1: 5}):
        y, seed = labels(trial, counts), trial.size(0, 10**6)
        with trial.case(f"classes {counts}"):
            everything = np.arange(len(y))
            seen = trial.call("oversample", everything, y, seed)
            trial.same(seen, over(everything, y, seed), what="the positions")


@check
def undersampling_drops_from_the_larger_classes(trial: Trial) -> None:
    """Undersampling keeps random members, none twice, until every class is as small as the smallest."""
    for counts in (*SKEWED, {0: 5, 1: 5}):
        y, seed = labels(trial, counts), trial.size(0, 10**6)
        with trial.case(f"classes {counts}"):
            everything = np.arange(len(y))
            seen = trial.call("undersample", everything, y, seed)
            trial.same(seen, under(everything, y, seed), what="the positions")


@check
def only_the_given_positions_count(trial: Trial) -> None:
    """Given some positions, the samplers look at those only, and return positions in the whole of y."""
    y = labels(trial, {0: 12, 1: 6, 2: 9})
    y[:3] = 4  # a class that is not among the positions
    for _ in range(3):
        indices = np.array(sorted(trial.dice.sample(range(3, len(y)), 14)))
        seed = trial.size(0, 10**6)
        for name, oracle in (("oversample", over), ("undersample", under)):
            with trial.case(name):
                trial.same(trial.call(name, indices, y, seed), oracle(indices, y, seed), what="the positions")


@check
def the_test_set_is_kept_apart(trial: Trial) -> None:
    """Prepare splits first: no row of the test set is trained on or comes twice, and it keeps its proportions."""
    for how in ("over", "under", "none"):
        y, seed = labels(trial, {0: 16, 1: 4}), trial.size(0, 10**6)
        x = trial.array(len(y), 2)
        with trial.case(f"how={how!r}"):
            seen = trial.call("prepare", x, y, 4, how, seed)
            trial.require(
                isinstance(seen, tuple | list) and len(seen) == 4 and all(isinstance(one, np.ndarray) for one in seen),
                "prepare must return four arrays.",
                seen=seen,
            )
            trained, asked = ({tuple(row) for row in part.tolist()} for part in (seen[0], seen[2]))
            trial.require(not trained & asked, "A row of the test set is in the training set as well.")
            trial.require(len(asked) == len(seen[2]), "A row comes twice in the test set.")
            trial.require(
                Counter(seen[3].tolist()) == {0: 4, 1: 1}, "The test set must keep the natural proportions, 4 to 1."
            )


@check
def the_training_set_is_resampled(trial: Trial) -> None:
    """The training set is that of the split, resampled as asked, rows and labels together."""
    for counts, parts in zip(SKEWED, (3, 4, 2), strict=True):
        y, seed = labels(trial, counts), trial.size(0, 10**6)
        x = trial.array(len(y), 3)
        train, test = split_of(y, parts, seed)
        ways = {"over": over(train, y, seed), "under": under(train, y, seed), "none": train}
        for how, chosen in ways.items():
            with trial.case(f"classes {counts}, how={how!r}"):
                wanted = (x[chosen], y[chosen], x[test], y[test])
                seen = trial.call("prepare", x, y, parts, how, seed)
                trial.same(seen, wanted, what="(x_train, y_train, x_test, y_test)", relative=0.0)


@check
def refuses_other_ways(trial: Trial) -> None:
    """Another word for how raises ValueError."""
    y = labels(trial, {0: 6, 1: 3})
    for how in ("smote", "", "Over"):
        trial.raises("ValueError", "prepare", trial.array(9, 2), y, 3, how, 1)


@check
def leaves_its_arguments(trial: Trial) -> None:
    """The arguments stay as they are, and y may be a strided view."""
    y = labels(trial, {0: 12, 1: 8})[::2]
    while set(y.tolist()) != {0, 1}:
        y = labels(trial, {0: 12, 1: 8})[::2]
    indices, x = np.arange(len(y)), trial.array(2, len(y)).T
    for name, args in (
        ("split", (y, 2, 3)),
        ("oversample", (indices, y, 3)),
        ("undersample", (indices, y, 3)),
        ("prepare", (x, y, 2, "over", 3)),
    ):
        after = trial.after(name, *args)
        trial.same(after, args, what=f"the arguments of {name} after the call", relative=0.0)
