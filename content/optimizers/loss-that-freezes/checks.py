"""The rate after a few epochs tells what the schedule counts, however it is stepped; the result on fresh points."""

import math

import torch

from deepdrill.judge.checks import Trial, check

EPOCHS, RATE, DECAY = 30, 0.1, 0.9
ENOUGH = 0.92
"""Of the points. The solution gets 0.97 to 1.0 right, broken at most about two thirds."""


@check
def the_rate_falls_by_a_tenth_an_epoch(trial: Trial) -> None:
    """Every epoch of 20 batches multiplies the learning rate by 0.9: no more, no less."""
    kept = noted(trial)
    trial.require(
        kept < 0.99, "After some epochs the learning rate is as high as at the start: the schedule is not stepped."
    )
    trial.require(
        abs(kept - DECAY) < 0.01, f"An epoch of 20 batches multiplies the learning rate by {kept:.2g} instead of 0.9."
    )


@check
def tells_the_rings_apart(trial: Trial) -> None:
    """Trained from hidden seeds, it gets at least 92 % of points right that it has never seen."""
    noted(trial)
    x, y = rings(trial, 1000)
    for training in trial.retrained():
        training.model.method("eval", random=True)
        scores = training.model(x, random=True)
        fits = isinstance(scores, torch.Tensor) and scores.shape == (1000, 3)
        trial.require(fits, "The model must give three scores a point.")
        right = (scores.argmax(dim=1) == y).float().mean().item()
        trial.note(right >= ENOUGH)
        trial.require(right >= ENOUGH, f"Trained from a hidden seed, it gets {right:.0%} of fresh points right.")


# -- what is looked at -----------------------------------------------------------------------------------------------


def rings(trial: Trial, count: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Draw points as the program does, from our own dice."""
    y = trial.integers(count, low=0, high=3)
    radius = (y + 1) / 2 + 0.08 * trial.normal(count)
    angle = trial.uniform(count, low=0.0, high=2 * math.pi)
    return torch.stack([radius * angle.cos(), radius * angle.sin()], dim=1), y


def noted(trial: Trial) -> float:
    """Find what an epoch leaves of the rate; note it, and how the recipe was changed, which is no fault by itself."""
    few, more = rate_after(trial, 2), rate_after(trial, 5)
    first = rate_after(trial, 0)
    trial.require(0 < more <= few <= first, "The learning rate must be above 0 and must not rise from epoch to epoch.")
    kept = (more / few) ** (1 / 3)
    epochs = trial.read("EPOCHS", random=True)
    trial.note(
        {
            "kept": next(name for limit, name in KEPT if kept <= limit),
            "optimizer": trial.make("build_optimizer", trial.make("build_model")).handle.kind,
            "rate": "higher" if first > 1.5 * RATE else "not higher",
            "longer": isinstance(epochs, int) and epochs > 1.5 * EPOCHS,
        }
    )
    return kept


KEPT = (
    (0.3, "a tenth, about"),
    (0.7, "half, about"),
    (0.89, "too little"),
    (0.91, "as asked"),
    (0.99, "too much"),
    (math.inf, "all"),
)


def rate_after(trial: Trial, epochs: int) -> float:
    """Have a fresh model fitted for some epochs and read the learning rate that it ends with."""
    model = trial.make("build_model")
    optimizer = trial.make("build_optimizer", model)
    schedule = trial.make("build_schedule", optimizer)
    # A rate that is meant for the batch count of the program is right as well: as many points as it trains on.
    data, val = rings(trial, 1000), rings(trial, 10)
    trial.call("fit", model, optimizer, schedule, data, val, epochs, trial.lend(forget), random=True)
    state = optimizer.method("state_dict", random=True)
    groups = state.get("param_groups") if isinstance(state, dict) else None
    rate = groups[0].get("lr") if groups else None
    if isinstance(rate, torch.Tensor):
        rate = rate.item()
    trial.require(isinstance(rate, float), "The optimizer must hold its learning rate as a number.")
    return float(rate)


def forget(**row: object) -> None:
    """Take what the program logs."""
