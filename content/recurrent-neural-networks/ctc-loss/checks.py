"""Checks of the CTC loss: short inputs against the list of all paths, long ones against torch's own in float64."""

import itertools
import math

import torch

from deepdrill.judge.checks import Trial, check


def collapse(path: tuple[int, ...], blank: int) -> list[int]:
    """Join runs of equal symbols, then drop the blanks."""
    return [symbol for symbol, _ in itertools.groupby(path) if symbol != blank]


def by_paths(log_probs: torch.Tensor, target: list[int], blank: int) -> tuple[float, torch.Tensor]:
    """Go through all V^T paths: the loss, and its gradient with respect to log_probs."""
    t, v = log_probs.shape
    table = log_probs.double().tolist()
    total, share = 0.0, torch.zeros(t, v, dtype=torch.float64)
    for path in itertools.product(range(v), repeat=t):
        if collapse(path, blank) == target:
            weight = math.exp(math.fsum(table[i][symbol] for i, symbol in enumerate(path)))
            total += weight
            for i, symbol in enumerate(path):
                share[i, symbol] += weight
    return (-math.log(total), -share / total) if total else (math.inf, share)


def draw(trial: Trial, t: int, v: int, scale: float = 1.0, dtype: torch.dtype = torch.float32) -> torch.Tensor:
    """Draw log-probabilities."""
    return torch.log_softmax(trial.normal(t, v, scale=scale, dtype=torch.float64), dim=-1).to(dtype)


def compare(trial: Trial, log_probs: torch.Tensor, target: list[int], blank: int) -> None:
    """Compare loss and gradient with those of the list of all paths."""
    loss, slopes = by_paths(log_probs, target, blank)
    dtype = log_probs.dtype
    args = (log_probs, torch.tensor(target, dtype=torch.int64), blank)
    found = trial.gradients("ctc_loss", *args, cotangent=torch.tensor(1.0, dtype=dtype))
    trial.same(found.output, torch.tensor(loss, dtype=torch.float64).to(dtype), what="the loss", terms=20, scale=5.0)
    trial.same(found.inputs[0], slopes.to(dtype), what="the gradient of log_probs", terms=20, scale=1.0)


@check
def sums_over_all_paths(trial: Trial) -> None:
    """The loss is minus the log of the summed probability of all paths that collapse to the target."""
    for t, v, target in ((1, 2, [1]), (2, 3, [2]), (3, 3, [1]), (3, 3, [1, 2]), (4, 3, [2, 1]), (4, 4, [1, 3, 2])):
        with trial.case(f"{t} steps, target {target}"):
            compare(trial, draw(trial, t, v), target, 0)


@check
def equal_neighbours_need_a_blank(trial: Trial) -> None:
    """Two equal labels in a row are two only if a blank stands between them."""
    for t, v, target in ((3, 2, [1, 1]), (4, 3, [2, 2]), (5, 3, [1, 1, 2]), (5, 3, [2, 1, 1]), (6, 2, [1, 1, 1])):
        with trial.case(f"{t} steps, target {target}"):
            compare(trial, draw(trial, t, v), target, 0)
    for t, target in ((5, [1, 2, 1]), (4, [2, 1, 2])):  # equal, but not neighbours
        with trial.case(f"{t} steps, target {target}"):
            compare(trial, draw(trial, t, 3), target, 0)


@check
def the_blank_may_be_any_symbol(trial: Trial) -> None:
    """The blank's number is given: it need not be 0."""
    for blank, target in ((2, [0, 1]), (1, [0, 0]), (3, [2, 0, 2])):
        with trial.case(f"blank {blank}, target {target}"):
            compare(trial, draw(trial, 4, 4), target, blank)


@check
def an_empty_target_is_all_blanks(trial: Trial) -> None:
    """Without labels the only path is blank throughout."""
    for t in (1, 3):
        compare(trial, draw(trial, t, 3), [], 0)


@check
def as_many_steps_as_labels_leave_one_path(trial: Trial) -> None:
    """Where the steps just suffice the only path is the target itself, and its gradient is finite."""
    for target in ([1, 2, 3], [2, 1, 2, 3], [3]):
        compare(trial, draw(trial, len(target), 4), target, 0)
    compare(trial, draw(trial, 3, 3), [1, 1], 0)


@check
def too_few_steps_cost_infinity(trial: Trial) -> None:
    """A target that no path of this length collapses to has an infinite loss."""
    for t, target in ((1, [1, 2]), (2, [1, 1]), (4, [1, 1, 2, 2]), (2, [1, 2, 1])):
        with trial.case(f"{t} steps, target {target}"):
            seen = trial.call("ctc_loss", draw(trial, t, 3), torch.tensor(target), 0)
            trial.same(seen, torch.tensor(math.inf), what="the loss")


@check
def long_inputs_do_not_underflow(trial: Trial) -> None:
    """Many steps and symbols, whose probabilities multiply to less than any float32, are right in loss and gradient."""
    for t, labels in ((30, 8), (36, 12)):
        log_probs = draw(trial, t, 300)
        target = torch.tensor([trial.size(1, 3) for _ in range(labels)])  # few labels, so that some are repeated
        leaf = log_probs.double().requires_grad_()
        loss = torch.nn.functional.ctc_loss(
            leaf.unsqueeze(1), target.unsqueeze(0), (t,), (labels,), blank=0, reduction="sum"
        )
        # torch's gradient is meant for what goes into a log-softmax: it holds the probabilities as well.
        wanted = torch.autograd.grad(loss, leaf)[0] - leaf.detach().exp()
        with trial.case(f"{t} steps, {labels} labels"):
            found = trial.gradients("ctc_loss", log_probs, target, 0, cotangent=torch.tensor(1.0))
            trial.same(found.output, loss.detach().float(), what="the loss", terms=t)
            # A log-probability of several hundred is rounded by 1e-5, and a path's share by as much of itself.
            trial.same(found.inputs[0], wanted.float(), what="the gradient of log_probs", relative=1e-3, scale=1.0)


@check
def keeps_the_dtype(trial: Trial) -> None:
    """float64 goes in and comes out; non-contiguous arguments are left as they were."""
    log_probs = draw(trial, 5, 3, dtype=torch.float64).T.contiguous().T
    compare(trial, log_probs, [1, 2, 2], 0)
    given = (log_probs, torch.tensor([1, 0, 2, 0])[::2], 0)
    trial.same(trial.after("ctc_loss", *given), given, what="what the arguments are after the call", relative=0.0)
