"""Checks of ring attention against softmax attention over the whole sequence, in float64 and query by query."""

import math
from typing import Any

import torch

from deepdrill.judge.checks import Trial, check

SHAPES = [(1, 1, 1, 1), (2, 1, 2, 3), (3, 2, 4, 3), (4, 3, 2, 5), (5, 2, 3, 2)]  # ranks, n, d, e: small first
Blocks = list[torch.Tensor]


class Ring:
    """What the ranks send to their right-hand neighbours; it sees that every rank sends the block that it holds."""

    def __init__(self, k: Blocks, v: Blocks) -> None:
        self.k, self.v = k, v
        self.turns = 0
        self.trouble = ""

    def __call__(self, keys: object, values: object) -> Any:
        """Pass on one block per rank: entry r of the answer is what rank r receives."""
        ranks = len(self.k)
        for name, sent, own in (("keys", keys, self.k), ("values", values, self.v)):
            if not isinstance(sent, list | tuple) or len(sent) != ranks:
                raise ValueError(f"rotate takes a list of {ranks} blocks of {name}")
            for rank, block in enumerate(sent):
                held = own[(rank - self.turns) % ranks]
                if not isinstance(block, torch.Tensor) or not torch.equal(block, held):
                    self.trouble = self.trouble or (
                        f"In turn {self.turns + 1} rank {rank} sends {name} other than those of the block it holds."
                    )
        if self.turns > 4 * ranks:
            raise ValueError("that is enough: the ring has been round several times")
        self.turns += 1
        return [list(sent[-1:]) + list(sent[:-1]) for sent in (keys, values)]  # type: ignore[index]


def draw(
    trial: Trial, ranks: int, n: int, d: int, e: int, dtype: torch.dtype = torch.float32, scale: float = 1.0
) -> tuple[Blocks, Blocks, Blocks]:
    """Draw the blocks of queries, keys and values."""
    return (
        [trial.normal(n, d, dtype=dtype, scale=scale) for _ in range(ranks)],
        [trial.normal(n, d, dtype=dtype, scale=scale) for _ in range(ranks)],
        [trial.normal(n, e, dtype=dtype) for _ in range(ranks)],
    )


def oracle(q: Blocks, k: Blocks, v: Blocks, *, causal: bool) -> Blocks:
    """Attend over the whole sequence and cut it into blocks again."""
    queries, keys, values = (torch.cat(parts).double() for parts in (q, k, v))
    rows = []
    for i, query in enumerate(queries):
        seen = i + 1 if causal else len(keys)
        scores = keys[:seen] @ query / math.sqrt(len(query))
        raised = torch.exp(scores - scores.max())
        rows.append(raised / raised.sum() @ values[:seen])
    return [block.to(q[0].dtype) for block in torch.stack(rows).split(len(q[0]))]


def compare(
    trial: Trial, blocks: tuple[Blocks, Blocks, Blocks], *, causal: bool, relative: float | None = None
) -> None:
    """Run the ring, compare what came out and then what was sent."""
    q, k, v = blocks
    ring = Ring(k, v)
    loan = trial.lend(ring)
    seen = trial.call("ring_attention", q, k, v, loan, causal)
    trial.note(loan.calls)
    trial.same(seen, oracle(q, k, v, causal=causal), terms=30, scale=1.0, relative=relative)
    trial.require(not ring.trouble, ring.trouble)
    trial.require(
        loan.calls == len(q) - 1,
        f"{len(q)} ranks have seen every block after {len(q) - 1} rotations; you made {loan.calls}.",
        seen=loan.calls,
    )


@check
def everybody_sees_everything(trial: Trial) -> None:
    """Without a mask each rank's queries attend to the blocks of all ranks."""
    for shape in SHAPES:
        with trial.case(f"{shape[0]} ranks"):
            compare(trial, draw(trial, *shape), causal=False)


@check
def blocks_are_merged_by_their_weight(trial: Trial) -> None:
    """A block with large scores outweighs one with small ones, whichever comes first."""
    for order in ((0.1, 1.0, 4.0), (4.0, 1.0, 0.1), (1.0, 4.0, 0.1)):
        q, k, v = draw(trial, 3, 3, 4, 2)
        k = [block * scale for block, scale in zip(k, order, strict=True)]
        with trial.case(f"keys of sizes {order}"):
            compare(trial, (q, k, v), causal=False)


@check
def the_past_of_the_whole_sequence(trial: Trial) -> None:
    """With causal=True queries see earlier ranks' blocks whole, their own up to themselves, and no later ones."""
    for shape in SHAPES:
        with trial.case(f"{shape[0]} ranks, causal"):
            compare(trial, draw(trial, *shape), causal=True)


@check
def the_ring_turns_once_less_than_there_are_ranks(trial: Trial) -> None:
    """Blocks are passed on whole, from every rank, P - 1 times; with one rank nothing is sent."""
    for ranks in (1, 2, 4):
        for causal in (False, True):
            with trial.case(f"{ranks} ranks"):
                compare(trial, draw(trial, ranks, 2, 3, 2), causal=causal)


@check
def large_scores_do_not_overflow(trial: Trial) -> None:
    """Scores of several hundred, and maxima that are hundreds apart from block to block, give finite outputs."""
    for causal in (False, True):
        q, k, v = draw(trial, 3, 3, 4, 2, scale=17.0)
        k[1], k[2] = k[1] * 1e-3, -k[2]
        with trial.case("causal" if causal else "not causal"):
            # Scores of several hundred are rounded by 1e-4, and a weight by as much of itself.
            compare(trial, (q, k, v), causal=causal, relative=2e-3)


@check
def keeps_the_dtype(trial: Trial) -> None:
    """float64 goes in and comes out; non-contiguous blocks are left as they were."""
    q, k, v = ([block.T.contiguous().T for block in part] for part in draw(trial, 3, 4, 3, 2, torch.float64))
    compare(trial, (q, k, v), causal=True)
    after = trial.after("ring_attention", q, k, v, trial.lend(Ring(k, v)), False)  # noqa: FBT003  as a learner calls it
    trial.same(after[:3], (q, k, v), what="what the blocks are after the call", relative=0.0)
