"""Checks of a paged key/value cache against lists of tokens, and against blocks that are counted as sets of numbers."""

import math

import torch

from deepdrill.judge.checks import Remote, Trial, check

Token = tuple[torch.Tensor, torch.Tensor]


class Ledger:
    """What should be in the cache: tokens as lists, and blocks as numbers that are given out once and never again."""

    def __init__(self, trial: Trial, blocks: int, block_size: int, width: int) -> None:
        self.trial, self.blocks, self.block_size, self.width = trial, blocks, block_size, width
        self.cache: Remote = trial.make("PagedCache", blocks, block_size, width)
        self.texts: dict[str, list[Token]] = {}
        self.held: dict[str, list[int]] = {}
        self.given = 0

    def add(self, name: str) -> None:
        """Begin an empty text."""
        self.cache.method("add", name)
        self.texts[name], self.held[name] = [], []

    def append(self, name: str, times: int = 1) -> None:
        """Append fresh tokens."""
        for _ in range(times):
            k, v = self.trial.normal(self.width), self.trial.normal(self.width)
            seen = self.cache.method("append", name, k, v)
            self.trial.same(seen, True, what="what append returns")  # noqa: FBT003  the value that is expected
            self.enter(name, k, v)

    def enter(self, name: str, k: torch.Tensor, v: torch.Tensor) -> None:
        """Note a token, and the block that it needs."""
        own, place = self.held[name], len(self.texts[name]) % self.block_size
        if place == 0:
            own.append(self.new_block())
        elif any(own[-1] in other for key, other in self.held.items() if key != name):
            own[-1] = self.new_block()
        self.texts[name].append((k, v))

    def new_block(self) -> int:
        """Give a number that nobody has had."""
        self.given += 1
        return self.given

    def fork(self, name: str, child: str) -> None:
        """Continue a text twice."""
        self.cache.method("fork", name, child)
        self.texts[child], self.held[child] = list(self.texts[name]), list(self.held[name])

    def free(self, name: str) -> None:
        """Forget a text."""
        self.cache.method("free", name)
        del self.texts[name], self.held[name]

    def free_blocks(self) -> int:
        """Count the blocks that no text holds."""
        return self.blocks - len({block for own in self.held.values() for block in own})

    def compare(self, *names: str) -> None:
        """Compare what some texts hold, by the cache's own word and by its table; then the number of free blocks."""
        for name in names or tuple(self.texts):
            tokens = self.texts[name]
            wanted = tuple(
                torch.stack([token[part] for token in tokens]) if tokens else torch.zeros(0, self.width)
                for part in (0, 1)
            )
            seen = self.cache.method("gather", name)
            self.trial.same(seen, wanted, what=f"what gather gives for {name}", relative=0.0)
            self.compare_table(name, wanted)
        free = self.cache.method("free_blocks")
        self.trial.same(free, self.free_blocks(), what="the number of free blocks")

    def compare_table(self, name: str, wanted: tuple[torch.Tensor, ...]) -> None:
        """See that the table leads to the tokens in the two pools."""
        table = self.cache.method("table", name, random=True)  # which blocks are taken is nobody's business
        count = math.ceil(len(wanted[0]) / self.block_size)
        good = isinstance(table, list | tuple) and all(isinstance(block, int) for block in table)
        good = good and all(0 <= block < self.blocks for block in table)
        self.trial.require(good, "table must give a list of block numbers.", seen=table)
        self.trial.note(len(table))
        self.trial.require(
            len(table) == count == len(set(table)),
            f"{len(wanted[0])} tokens in blocks of {self.block_size} need {count} blocks; the table of {name} holds "
            f"{list(table)}.",
        )
        for pool, values in zip(("keys", "values"), wanted, strict=True):
            whole = self.cache.read(pool)
            shape = (self.blocks, self.block_size, self.width)
            fits = isinstance(whole, torch.Tensor) and tuple(whole.shape) == shape
            self.trial.require(fits, f"The pool {pool} must be one tensor of the shape {shape}.")
            seen = whole[list(table)].reshape(-1, self.width)[: len(values)]
            self.trial.same(seen, values, what=f"what the table of {name} leads to in {pool}", relative=0.0)


@check
def tokens_come_back_in_order(trial: Trial) -> None:
    """What is appended comes back in order, for any number of tokens and any block size."""
    for block_size, count in ((1, 2), (2, 4), (3, 5), (4, 3)):
        ledger = Ledger(trial, 8, block_size, 3)
        ledger.add("a")
        with trial.case(f"blocks of {block_size}"):
            ledger.compare()
            for _ in range(count):
                ledger.append("a")
            ledger.compare()


@check
def a_block_is_taken_when_it_is_needed(trial: Trial) -> None:
    """A text of n tokens holds ⌈n / block size⌉ blocks, none before its first token is there."""
    ledger = Ledger(trial, 7, 3, 2)
    for name, count in (("a", 3), ("b", 1), ("c", 5)):
        ledger.add(name)
        ledger.append(name, count)
        ledger.compare()
    ledger.append("a")
    ledger.compare()


@check
def texts_may_grow_in_turns(trial: Trial) -> None:
    """Texts that grow in turns, so that their blocks lie among one another, stay apart."""
    ledger = Ledger(trial, 12, 2, 3)
    for name in "abc":
        ledger.add(name)
    for _ in range(9):
        ledger.append(trial.dice.choice("abc"))
    ledger.compare()


@check
def freed_blocks_are_used_again(trial: Trial) -> None:
    """After free the blocks of a text serve others, and what they held before does not show."""
    ledger = Ledger(trial, 4, 2, 2)
    for turn in range(2):
        for name, count in (("a", 5), ("b", 1)):
            ledger.add(name)
            ledger.append(name, count)
        with trial.case(f"turn {turn + 1} on the same four blocks"):
            ledger.compare()
        first, second = trial.dice.sample("ab", 2)
        ledger.free(first)
        ledger.compare()
        ledger.free(second)
        ledger.compare()


@check
def a_full_cache_says_so(trial: Trial) -> None:
    """Where a block is needed and none is free, append returns False and changes nothing."""
    ledger = Ledger(trial, 3, 2, 2)
    ledger.add("a")
    ledger.append("a", 4)
    ledger.add("b")
    ledger.append("b", 1)
    with trial.case("all blocks are taken"):
        refuse(trial, ledger, "a")
        ledger.append("b")  # its own block has room
        ledger.compare()
        refuse(trial, ledger, "b")
    ledger.free("a")
    ledger.append("b", 2)
    ledger.compare()
    ledger = Ledger(trial, 1, 2, 2)
    ledger.add("a")
    ledger.append("a", 1)
    ledger.fork("a", "b")
    with trial.case("a shared block cannot be copied"):
        refuse(trial, ledger, "b")
        ledger.free("a")
        ledger.append("b", 1)
        ledger.compare()


def refuse(trial: Trial, ledger: Ledger, name: str) -> None:
    """See that a token is refused, and that everything is as before."""
    seen = ledger.cache.method("append", name, trial.normal(ledger.width), trial.normal(ledger.width))
    trial.same(seen, False, what="what append returns")  # noqa: FBT003  the value that is expected
    ledger.compare()


@check
def a_fork_shares_its_blocks(trial: Trial) -> None:
    """A fork takes no block at all, and both texts read the same tokens."""
    for count in (0, 1, 4, 5):
        ledger = Ledger(trial, 6, 2, 3)
        ledger.add("a")
        ledger.append("a", count)
        ledger.fork("a", "b")
        with trial.case(f"a fork after {count} tokens"):
            ledger.compare()


@check
def a_shared_block_is_copied_before_it_is_written(trial: Trial) -> None:
    """Texts that go on from a fork do not see each other; full blocks stay shared, one that fills is copied."""
    for count in (2, 3, 4):
        ledger = Ledger(trial, 12, 3, 2)
        ledger.add("a")
        ledger.append("a", count)
        ledger.fork("a", "b")
        ledger.fork("b", "c")
        with trial.case(f"three texts go on from {count} common tokens"):
            for name in trial.dice.sample("abc", 3):
                ledger.append(name)
                ledger.compare(name)
            for name in "cab":
                ledger.append(name)
            ledger.compare()


@check
def a_block_is_free_when_nobody_holds_it(trial: Trial) -> None:
    """Freeing one of several texts that share blocks frees only what it held alone."""
    for order in ("abc", "cab"):
        ledger = Ledger(trial, 8, 2, 2)
        ledger.add("a")
        ledger.append("a", 5)
        ledger.fork("a", "b")
        ledger.append("b", 2)
        ledger.fork("b", "c")
        ledger.append("c", 2)
        ledger.compare()
        for name in order:
            ledger.free(name)
            with trial.case(f"{name} has been freed"):
                ledger.compare()


@check
def a_long_life(trial: Trial) -> None:
    """Everything in random order, on few blocks."""
    ledger = Ledger(trial, 8, 2, 2)
    ledger.add("a")
    for turn in range(24):
        names, room = sorted(ledger.texts), ledger.free_blocks()
        act = trial.dice.random()
        if act < 0.15 and len(names) < 4:
            ledger.fork(trial.dice.choice(names), f"t{turn}")
        elif (act < 0.3 or room == 0) and len(names) > 1:
            ledger.free(trial.dice.choice(names))
        elif room == 0:
            ledger.free(names[0])
            ledger.add(f"t{turn}")
        else:
            ledger.append(trial.dice.choice(names))
    ledger.compare()
