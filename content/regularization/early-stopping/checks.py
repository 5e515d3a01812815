"""Checks of early stopping: a plain reading of the rules over a whole series of losses."""

import math
from collections.abc import Sequence

import torch

from deepdrill.judge.checks import Remote, Trial, check

Weights = dict[str, torch.Tensor]


def decisions(losses: Sequence[float], patience: int, min_delta: float = 0.0) -> list[tuple[bool, float, int | None]]:
    """Give, after each epoch, whether to stop, the best loss and the index of the best epoch."""
    found: list[tuple[bool, float, int | None]] = []
    best, at = math.inf, None
    for epoch, loss in enumerate(losses):
        if not math.isnan(loss) and best - loss > min_delta:
            best, at = loss, epoch
        since = epoch - at if at is not None else epoch + 1
        found.append((since >= patience, best, at))
    return found


def draw(trial: Trial) -> Weights:
    """Draw weights: two that could be a layer's, and a counter of integers."""
    return {
        "weight": trial.normal(3, 2),
        "bias": trial.normal(3).requires_grad_(),
        "steps": trial.integers(1, low=0, high=1000),
    }


def overwrite(placed: dict[str, Remote], values: Weights) -> None:
    """Change the tensors in place, as an epoch of training does."""
    for name, remote in placed.items():
        remote.make("__getattribute__", "data").make("copy_", values[name].detach())


def follow(trial: Trial, losses: Sequence[float], patience: int, *rest: float) -> None:
    """Run through the losses until it is time to stop; compare every decision, then the restored weights."""
    stopping = trial.make("EarlyStopping", patience, *rest)
    history = [draw(trial) for _ in losses]
    placed = {name: trial.place(tensor) for name, tensor in history[0].items()}
    last = 0
    for epoch, (loss, (stop, best, _)) in enumerate(zip(losses, decisions(losses, patience, *rest), strict=True)):
        overwrite(placed, history[epoch])
        last = epoch
        with trial.case(f"epoch {epoch + 1} of the losses {', '.join(f'{one:g}' for one in losses)}"):
            trial.same(stopping.method("update", loss, placed), stop, what="what update returns")
            trial.same(stopping.read("best"), best, what="best", relative=1e-12)
        if stop:
            break
    at = decisions(losses, patience, *rest)[last][2]
    wanted = history[last if at is None else at]
    for round_ in ("", " a second time, after more training"):
        trial.same(stopping.method("restore", placed), None, what="what restore returns")
        for name, remote in placed.items():
            what = f"{name} restored{round_}"
            trial.same(remote.read(), wanted[name].detach(), what=what, relative=0.0)
        if at is None:
            break
        overwrite(placed, draw(trial))


@check
def stops_after_patience_bad_epochs(trial: Trial) -> None:
    """Update returns True once `patience` epochs in a row have not improved, and False before."""
    follow(trial, [1.0, 1.5, 1.6, 1.7, 1.8], 3)
    follow(trial, [2.0, 1.0, 1.0, 1.0], 2)
    follow(trial, [1.0, 2.0], 1)


@check
def an_improvement_starts_the_count_again(trial: Trial) -> None:
    """After an improving epoch the bad epochs before it are forgotten."""
    follow(trial, [3.0, 3.5, 3.2, 2.0, 2.5, 2.1, 1.9, 2.2, 2.3, 2.4], 3)


@check
def goes_on_while_the_loss_falls(trial: Trial) -> None:
    """A falling loss never stops, and negative losses are losses like any other."""
    follow(trial, [2.0, 1.0, 0.5, 0.0, -0.5, -3.0], 1)


@check
def worse_than_best_is_no_improvement(trial: Trial) -> None:
    """An epoch is compared with the best one, not with the one before."""
    follow(trial, [1.0, 4.0, 3.0, 2.0, 1.5], 3)


@check
def small_gains_do_not_count(trial: Trial) -> None:
    """A gain of min_delta or less is no improvement; the sum of several such gains may be one."""
    follow(trial, [1.0, 1.1], 1, 0.25)
    follow(trial, [1.0, 0.9], 1, 0.25)
    follow(trial, [1.0, 0.75, 0.8, 0.5], 2, 0.25)
    with trial.case("a slow drift"):
        follow(trial, [1.0, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4], 4, 0.25)
    with trial.case("a slow drift that patience does not outlast"):
        follow(trial, [1.0, 0.9, 0.8, 0.7], 2, 0.25)


@check
def restores_the_best_epoch(trial: Trial) -> None:
    """Restore gives back the numbers of the best epoch, whatever training did to the tensors since."""
    losses = [trial.dice.uniform(2.0, 3.0) for _ in range(2)] + [1.0] + [trial.dice.uniform(1.1, 2.0) for _ in range(3)]
    follow(trial, losses, 3)
    follow(trial, losses[:5], 9)


@check
def nan_never_improves(trial: Trial) -> None:
    """A loss of NaN counts as a bad epoch, at the start as well; without a best epoch restore changes nothing."""
    follow(trial, [1.0, math.nan, math.nan, 0.5], 2)
    follow(trial, [math.nan, 1.0, 2.0, math.nan], 2)
    follow(trial, [math.nan, math.nan], 2)


@check
def leaves_the_weights_alone(trial: Trial) -> None:
    """Update changes no weight, and after restore a leaf still is one and requires gradients."""
    stopping, weights = trial.make("EarlyStopping", 2), draw(trial)
    placed = {name: trial.place(tensor) for name, tensor in weights.items()}
    for loss in (1.0, 2.0):
        stopping.method("update", loss, placed)
        for name, remote in placed.items():
            trial.same(remote.read(), weights[name].detach(), what=f"{name} after update", relative=0.0)
    stopping.method("restore", placed)
    for flag in ("requires_grad", "is_leaf"):
        trial.require(placed["bias"].read(flag) is True, f"After restore {flag} of a parameter is no longer True.")
