"""Checks of a ring all-reduce: the sums, and every message, of which the numbers tell whose shares it holds."""

import math
from typing import Any

import numpy as np

from deepdrill.judge.checks import Trial, check

BASE = 1000  # a share of rank r at place j is (j + 1)·BASEʳ, so that a sum can be read digit by digit


class Wire:
    """Carries one message per rank to its right-hand neighbour, and keeps them."""

    def __init__(self) -> None:
        self.sent: list[list[np.ndarray[Any, Any]]] = []

    def __call__(self, messages: object) -> list[Any]:
        """Pass on: entry r of the answer is what rank r receives."""
        if not isinstance(messages, list | tuple) or not all(isinstance(one, np.ndarray) for one in messages):
            raise ValueError("exchange takes a list with one array per rank")
        if len(self.sent) > 40:
            raise ValueError("that is enough: no scene of this drill needs 40 exchanges")
        self.sent.append([np.array(one) for one in messages])
        return [messages[-1], *messages[:-1]]


def run(trial: Trial, buffers: list[Any]) -> tuple[Any, Wire]:
    """Reduce; give the result and what was sent."""
    wire = Wire()
    found = trial.call("ring_all_reduce", buffers, trial.lend(wire))
    trial.note([[list(one.shape) for one in messages] for messages in wire.sent])
    return found, wire


def totals(buffers: list[Any]) -> list[Any]:
    """Give every rank the sum, entry by entry."""
    sums = [math.fsum(float(buffer[j]) for buffer in buffers) for j in range(len(buffers[0]))]
    return [np.array(sums, dtype=np.float64).astype(buffers[0].dtype)] * len(buffers)


@check
def every_rank_gets_the_sum(trial: Trial) -> None:
    """Each rank ends with the sum of all buffers, in its own array."""
    for ranks, size in ((2, 2), (2, 6), (3, 3), (3, 9), (4, 8), (5, 10)):
        buffers = [trial.array(size) for _ in range(ranks)]
        with trial.case(f"{ranks} ranks, {size} numbers"):
            trial.same(run(trial, buffers)[0], totals(buffers), terms=ranks, scale=3.0)


@check
def the_length_need_not_divide(trial: Trial) -> None:
    """Any length works, also one that the number of ranks does not divide, or a single number."""
    for ranks, size in ((2, 5), (3, 7), (4, 6), (4, 1), (5, 3)):
        buffers = [trial.array(size) for _ in range(ranks)]
        with trial.case(f"{ranks} ranks, {size} numbers"):
            found, wire = run(trial, buffers)
            trial.same(found, totals(buffers), terms=ranks, scale=3.0)
            longest = max((len(one) for messages in wire.sent for one in messages), default=0)
            most = math.ceil(size / ranks)
            trial.require(longest <= most, f"A message holds {longest} numbers; a chunk has at most {most}.")


@check
def one_rank_has_nobody_to_talk_to(trial: Trial) -> None:
    """A single rank gets its own buffer, and exchange is not called."""
    buffers = [trial.array(4)]
    found, wire = run(trial, buffers)
    trial.same(found, buffers)
    trial.require(not wire.sent, "There is only one rank, yet you called exchange.")


@check
def each_rank_sends_two_buffers_less_two_chunks(trial: Trial) -> None:
    """It takes 2(P - 1) exchanges of one chunk each: a rank sends 2(P - 1)/P of its buffer, for any P."""
    for ranks, chunk in ((2, 3), (3, 2), (4, 3), (6, 1)):
        buffers = [trial.array(ranks * chunk) for _ in range(ranks)]
        with trial.case(f"{ranks} ranks"):
            _, wire = run(trial, buffers)
            wanted = 2 * (ranks - 1)
            trial.require(
                len(wire.sent) == wanted,
                f"{ranks} ranks need {wanted} exchanges; you made {len(wire.sent)}.",
                seen=len(wire.sent),
            )
            sizes = sorted({len(one) for messages in wire.sent for one in messages})
            trial.require(
                sizes == [chunk] and all(len(messages) == ranks for messages in wire.sent),
                f"Every message is one chunk of {chunk} numbers; yours have {sizes}.",
            )


@check
def the_first_half_collects_and_the_second_hands_out(trial: Trial) -> None:
    """In the first P - 1 exchanges sums grow by one share per step; in the others finished sums are passed on."""
    for ranks, chunk in ((2, 2), (3, 2), (4, 1)):
        buffers = [np.array([float((j + 1) * BASE**rank) for j in range(ranks * chunk)]) for rank in range(ranks)]
        with trial.case(f"{ranks} ranks"):
            found, wire = run(trial, buffers)
            trial.same(found, totals(buffers))
            trial.require(len(wire.sent) == 2 * (ranks - 1), f"You made {len(wire.sent)} exchanges.")
            for step, messages in enumerate(wire.sent):
                count = min(step + 1, ranks)
                for rank, message in enumerate(messages):
                    holders = {(rank - back) % ranks for back in range(count)}
                    good = all(shares(float(number), ranks) == holders for number in message)
                    trial.require(good, trouble(step, rank, holders, ranks), seen=message)


def shares(number: float, ranks: int) -> set[int]:
    """Read from a sum whose shares it holds; an empty set where they are not of one place."""
    digits = [int(number) // BASE**rank % BASE for rank in range(ranks)]
    return {rank for rank, digit in enumerate(digits) if digit} if len({d for d in digits if d}) == 1 else set()


def trouble(step: int, rank: int, holders: set[int], ranks: int) -> str:
    """Say what the message should have been."""
    whose = "all ranks" if len(holders) == ranks else f"rank {', '.join(map(str, sorted(holders)))}"
    return f"In exchange {step + 1} the chunk that rank {rank} sends should hold the shares of {whose}, and no others."


@check
def leaves_the_buffers_alone(trial: Trial) -> None:
    """float32 stays float32, the arrays may be strided, and they are left as they were."""
    buffers = [trial.array(14, dtype="float32")[::2] for _ in range(3)]
    trial.same(run(trial, buffers)[0], totals(buffers), terms=3, scale=3.0)
    after = trial.after("ring_all_reduce", buffers, trial.lend(Wire()))
    trial.same(after[0], buffers, what="the buffers after the call", relative=0.0)
