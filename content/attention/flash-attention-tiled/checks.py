"""Checks of tiled attention, forward and backward, against the whole matrix of weights in float64."""

import math

import torch

from deepdrill.judge.checks import Trial, check

SHAPES = [  # n, m, d, e, block: small first; blocks that divide, that do not, and that are larger than everything
    (1, 1, 1, 1, 1),
    (2, 3, 2, 1, 2),
    (4, 4, 3, 2, 2),
    (5, 7, 4, 3, 3),
    (6, 4, 2, 5, 16),
    (7, 3, 3, 2, 2),  # more tiles of queries than of keys
]
Three = tuple[torch.Tensor, torch.Tensor, torch.Tensor]


def draw(trial: Trial, n: int, m: int, d: int, e: int, dtype: torch.dtype = torch.float32) -> Three:
    """Draw queries, keys and values."""
    return trial.normal(n, d, dtype=dtype), trial.normal(m, d, dtype=dtype), trial.normal(m, e, dtype=dtype)


def forward(q: torch.Tensor, k: torch.Tensor, v: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Give the output and the logarithm of each row's sum of exponentials, row by row."""
    outs, logs = [], []
    for query in q.double():
        scores = [float(query @ key) / math.sqrt(len(query)) for key in k.double()]
        top = max(scores)
        raised = torch.tensor([math.exp(score - top) for score in scores], dtype=torch.float64)
        outs.append(raised @ v.double() / raised.sum())
        logs.append(top + math.log(float(raised.sum())))
    return torch.stack(outs).to(q.dtype), torch.tensor(logs, dtype=torch.float64).to(q.dtype)


def backward(q: torch.Tensor, k: torch.Tensor, v: torch.Tensor, up: torch.Tensor) -> Three:
    """Give the gradients by autograd, through torch's own softmax over the whole matrix."""
    leaves = [part.detach().to(torch.float64, copy=True).requires_grad_() for part in (q, k, v)]
    weights = torch.softmax(leaves[0] @ leaves[1].T / math.sqrt(q.shape[1]), dim=-1)
    found = torch.autograd.grad(weights @ leaves[2], leaves, up.double())
    return found[0].to(q.dtype), found[1].to(q.dtype), found[2].to(q.dtype)


def compare_backward(trial: Trial, three: Three, block: int, relative: float | None = None) -> None:
    """Hand over the right output and logarithms, and compare the gradients."""
    q, k, v = three
    up = trial.normal(len(q), v.shape[1], dtype=q.dtype)
    seen = trial.call("flash_backward", q, k, v, *forward(q, k, v), up, block)
    wanted, count = backward(q, k, v, up), "flash_backward must return three tensors: dq, dk and dv."
    trial.require(isinstance(seen, tuple | list) and len(seen) == 3, count, seen=seen)
    for name, got, want in zip(("dq", "dk", "dv"), seen, wanted, strict=True):
        trial.same(got, want, what=name, terms=100, scale=1.0, relative=relative)


@check
def the_output_is_that_of_attention(trial: Trial) -> None:
    """The forward pass gives softmax(QKᵀ/√d)·V, and the logarithm of each row's sum of exponentials."""
    for n, m, d, e, block in SHAPES:
        three = draw(trial, n, m, d, e)
        with trial.case(f"{n} queries, {m} keys, tiles of {block}"):
            seen = trial.call("flash_forward", *three, block)
            trial.same(seen, forward(*three), what="the result", terms=40, scale=1.0)


@check
def the_largest_score_may_come_last(trial: Trial) -> None:
    """It makes no difference in which tile of keys the largest scores are."""
    for scales in ((0.2, 2.0, 5.0), (5.0, 2.0, 0.2)):
        q, k, v = draw(trial, 3, 6, 4, 2)
        k = k * torch.tensor(scales).repeat_interleave(2).unsqueeze(1)
        with trial.case(f"keys of sizes {scales}"):
            trial.same(trial.call("flash_forward", q, k, v, 2), forward(q, k, v), what="the result", relative=2e-4)


@check
def the_gradients_are_those_of_attention(trial: Trial) -> None:
    """From output, logarithms and the gradient of the output the backward pass gives dq, dk and dv."""
    for n, m, d, e, block in SHAPES:
        with trial.case(f"{n} queries, {m} keys, tiles of {block}"):
            compare_backward(trial, draw(trial, n, m, d, e), block)


@check
def every_tile_adds_its_part(trial: Trial) -> None:
    """The result does not depend on the size of the tiles: from single rows to everything at once."""
    q, k, v = draw(trial, 5, 6, 3, 2)
    for block in (1, 4, 5, 50):
        with trial.case(f"tiles of {block}"):
            trial.same(
                trial.call("flash_forward", q, k, v, block), forward(q, k, v), what="the result", terms=40, scale=1.0
            )
            compare_backward(trial, (q, k, v), block)


@check
def large_scores_do_not_overflow(trial: Trial) -> None:
    """Scores of several hundred, positive or negative, give finite results in both passes."""
    signs = {
        "scores far above zero": torch.ones(5, 1),
        "scores far below zero": -torch.ones(5, 1),
        "one query far below the others": torch.ones(5, 1),
        "both in every tile": torch.tensor([[1.0], [-1.0], [-1.0], [1.0], [-1.0]]),
    }
    for label, sign in signs.items():
        q, k, v = trial.uniform(3, 4, low=15.0, high=20.0), trial.uniform(5, 4, low=15.0, high=20.0), trial.normal(5, 2)
        k = k * sign
        if label == "one query far below the others":
            q = q * torch.tensor([[1.0], [-1.0], [1.0]])
        with trial.case(label):
            # Scores near 600 are rounded by up to 600 ε, 7e-5, times a few; the gradients have factors of 20.
            seen = trial.call("flash_forward", q, k, v, 2)
            trial.same(seen, forward(q, k, v), what="the result", relative=2e-3)
            compare_backward(trial, (q, k, v), 2, relative=5e-2)


@check
def keeps_the_dtype(trial: Trial) -> None:
    """float64 goes in and comes out; non-contiguous arguments are left as they were."""
    q, k, v = (part.T.contiguous().T for part in draw(trial, 4, 5, 3, 2, torch.float64))
    trial.same(trial.call("flash_forward", q, k, v, 2), forward(q, k, v), what="the result", terms=20, scale=1.0)
    compare_backward(trial, (q, k, v), 2)
    up = trial.normal(2, 4, dtype=torch.float64).T
    for name, given in (("flash_forward", (q, k, v, 2)), ("flash_backward", (q, k, v, *forward(q, k, v), up, 2))):
        trial.same(trial.after(name, *given), given, what=f"what the arguments of {name} are after it", relative=0.0)


@check
def no_matrix_of_scores_in_the_forward_pass(trial: Trial) -> None:
    """The forward pass never holds n × n numbers, neither in one tensor nor in many."""
    n, block = 24, 8
    three = draw(trial, n, n, 2, 2)
    small_enough(trial, trial.measure("flash_forward", *three, block), n, block)


@check
def no_matrix_of_scores_in_the_backward_pass(trial: Trial) -> None:
    """The backward pass computes the weights of each tile again and never holds n × n numbers either."""
    n, block = 24, 8
    three = draw(trial, n, n, 2, 2)
    given = (*three, *forward(*three), trial.normal(n, 2), block)
    small_enough(trial, trial.measure("flash_backward", *given), n, block)


def small_enough(trial: Trial, cost: object, n: int, block: int) -> None:
    """Bound the largest tensor and what is alive at once."""
    entries, at_once = cost.largest_elements, cost.peak_bytes // 4  # type: ignore[attr-defined]
    trial.require(
        entries < n * n / 2 and at_once < n * n,
        f"With {n} tokens in tiles of {block} its largest tensor has {entries:,} entries, and up to {at_once:,} are "
        f"alive at once; the matrix of scores has {n * n:,}, a tile {block * block}.",
    )
