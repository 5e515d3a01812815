"""Checks of gradient accumulation against softmax minus one-hot, in float64 and without autograd."""

from collections.abc import Sequence
from typing import Any

import torch

from deepdrill.judge.checks import Remote, Trial, check

IGNORED = -100

Batch = tuple[torch.Tensor, torch.Tensor]


def oracle(w: torch.Tensor, b: torch.Tensor, batches: Sequence[Batch]) -> tuple[float, torch.Tensor, torch.Tensor]:
    """Give the loss and both gradients of all positions together."""
    loss, to_w, to_b, kept = 0.0, torch.zeros_like(w).double(), torch.zeros_like(b).double(), 0
    for x, t in batches:
        for row, right in zip(x.double(), t.tolist(), strict=True):
            if right == IGNORED:
                continue
            kept += 1
            logits = w.detach().double() @ row + b.detach().double()
            p = torch.exp(logits - logits.max())
            p = p / p.sum()
            loss -= float(torch.log(p[right]))
            p[right] -= 1.0
            to_w += torch.outer(p, row)
            to_b += p
    kept = max(kept, 1)
    return loss / kept, (to_w / kept).to(w.dtype), (to_b / kept).to(b.dtype)


def draw(trial: Trial, sizes: Sequence[int], d: int = 3, classes: int = 4, **how: Any) -> list[Batch]:
    """Draw micro-batches whose inputs have spreads of their own, so that their mean losses differ."""
    return [
        (trial.normal(n, d, scale=0.5 + index, **how), trial.integers(n, low=0, high=classes))
        for index, n in enumerate(sizes)
    ]


def parameters(trial: Trial, d: int = 3, classes: int = 4, **how: Any) -> list[torch.Tensor]:
    """Draw w and b."""
    return [trial.normal(classes, d, **how).requires_grad_(), trial.normal(classes, **how).requires_grad_()]


def judge(trial: Trial, values: list[torch.Tensor], batches: list[Batch], placed: list[Remote] | None = None) -> None:
    """Run once; compare loss and gradients."""
    placed = [trial.place(value) for value in values] if placed is None else placed
    loss, *wanted = oracle(*values, batches)
    seen = trial.call("accumulate", *placed, batches)
    gradients = [one.read("grad") for one in placed]
    terms = sum(len(t) for _, t in batches)
    for name, got, want in zip("wb", gradients, wanted, strict=True):
        trial.same(got, want, what=f"{name}.grad", terms=4 * terms, scale=4.0)
    trial.require(
        isinstance(seen, float), "The loss must be a Python float: a tensor keeps the graphs alive.", seen=seen
    )
    exact = 1e-12 if values[0].dtype == torch.float64 else None
    trial.same(seen, loss, what="the loss", terms=terms, scale=4.0, relative=exact)


@check
def one_micro_batch_is_an_ordinary_batch(trial: Trial) -> None:
    """With a single micro-batch loss and gradients are those of the usual mean."""
    for n, d, classes in ((1, 1, 2), (4, 3, 5)):
        judge(trial, parameters(trial, d, classes), draw(trial, [n], d, classes))


@check
def even_micro_batches_equal_the_big_batch(trial: Trial) -> None:
    """Micro-batches of equal size give the gradients of the big batch."""
    judge(trial, parameters(trial), draw(trial, [3, 3]))
    judge(trial, parameters(trial, 2, 5), draw(trial, [2, 2, 2, 2], 2, 5))


@check
def uneven_micro_batches_equal_the_big_batch(trial: Trial) -> None:
    """Micro-batches of different sizes give the gradients of the big batch: every target weighs the same."""
    for sizes in ([1, 7], [5, 1, 2], [4, 4, 3, 1]):
        with trial.case(f"micro-batches of {sizes} rows"):
            judge(trial, parameters(trial), draw(trial, sizes))


@check
def ignored_targets_do_not_weigh(trial: Trial) -> None:
    """The mean is over kept targets: rows with the target -100 count neither above nor below the line."""
    batches = draw(trial, [6, 6, 3])
    for (_, t), ignored in zip(batches, (1, 5, 0), strict=True):
        t[trial.dice.sample(range(len(t)), ignored)] = IGNORED
    with trial.case("5, 1 and 3 kept targets"):
        judge(trial, parameters(trial), batches)


@check
def an_empty_micro_batch_adds_nothing(trial: Trial) -> None:
    """A micro-batch whose targets are all ignored adds nothing, and no NaN."""
    batches = draw(trial, [2, 4, 3])
    batches[trial.size(0, 1)][1][:] = IGNORED
    judge(trial, parameters(trial), batches)


@check
def nothing_kept_gives_zeros(trial: Trial) -> None:
    """If every target is ignored the loss is 0 and both gradients are zeros."""
    batches = draw(trial, [2, 3])
    for _, t in batches:
        t[:] = IGNORED
    judge(trial, parameters(trial), batches)


@check
def old_gradients_do_not_count(trial: Trial) -> None:
    """What w.grad and b.grad held before is gone, and a second call starts from scratch."""
    values = parameters(trial)
    placed = [trial.place(value) for value in values]
    for parameter, value in zip(placed, values, strict=True):
        parameter.write("grad", trial.normal(*value.shape, scale=5.0))
    for label in ("with gradients of an earlier step", "called again"):
        with trial.case(label):
            judge(trial, values, draw(trial, [2, 5]), placed)


@check
def each_micro_batch_is_gone_before_the_next(trial: Trial) -> None:
    """Every micro-batch has a backward pass of its own: a gradient arrives at w once for each, not once for all."""
    for sizes in ([2, 3], [1, 4, 2, 3]):
        placed = [trial.place(value) for value in parameters(trial)]
        arrived = trial.place([])  # a list over there; its append is the hook
        placed[0].make("register_hook", arrived.make("__getattribute__", "append"))
        trial.call("accumulate", *placed, draw(trial, sizes))
        count = arrived.method("__len__")
        trial.require(
            count >= len(sizes),
            f"{len(sizes)} micro-batches sent {count} gradient{'s'[: count != 1]} to w: call backward once for each, "
            "or the graphs of all of them are alive at the same time.",
        )


@check
def changes_gradients_only(trial: Trial) -> None:
    """The values of w and b, and the micro-batches, stay as they are."""
    values, batches = parameters(trial), draw(trial, [2, 4])
    batches[1][1][1] = IGNORED
    placed = [trial.place(value) for value in values]
    there = [tuple(trial.place(part) for part in batch) for batch in batches]
    trial.call("accumulate", *placed, there)
    for name, one, value in zip("wb", placed, values, strict=True):
        trial.same(one.read(), value.detach(), what=f"{name} after the call", relative=0.0)
    for kept, batch in zip(there, batches, strict=True):
        for name, one, before in zip("xt", kept, batch, strict=True):
            trial.same(one.read(), before, what=f"{name} after the call", relative=0.0)


@check
def double_precision_stays_double(trial: Trial) -> None:
    """float64 tensors give float64 gradients of their accuracy."""
    judge(trial, parameters(trial, dtype=torch.float64), draw(trial, [3, 1], dtype=torch.float64))
