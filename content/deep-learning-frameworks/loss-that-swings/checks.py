"""The cause is probed by two batches and by comparing weights, whatever the optimizer; the result on fresh points."""

import math
from collections.abc import Sequence

import torch

from deepdrill.judge.checks import Remote, Trial, check

EPOCHS, RATE = 40, 0.3

Batch = tuple[torch.Tensor, torch.Tensor]


def spirals(trial: Trial, count: int) -> Batch:
    """Draw points as the program does, from our own dice."""
    y = trial.integers(count, low=0, high=2)
    radius = trial.uniform(count, low=0.0, high=1.0).sqrt()
    angle = 1.25 * math.pi * radius + math.pi * y
    x = torch.stack([radius * angle.cos(), radius * angle.sin()], dim=1)
    return 2 * (x + 0.03 * trial.normal(count, 2)), y


@check
def each_batch_brings_its_own_gradient(trial: Trial) -> None:
    """The gradient of a batch is that batch's alone: nothing of an earlier one is in it."""
    note_recipe(trial)
    first, second = spirals(trial, 16), spirals(trial, 16)
    apart = weights_after(trial, [[first], [second]], clear=True)
    within = same_weights(weights_after(trial, [[first, second]]), apart)
    across = same_weights(weights_after(trial, [[first], [second]]), apart)
    trial.note((within, across))
    trial.require(within, "Where two batches lead shows that the second step used the gradient of the first, too.")
    trial.require(across, "The first batch of an epoch still uses the gradient of the last batch before it.")


@check
def a_step_moves_the_weights(trial: Trial) -> None:
    """An epoch over one batch lowers that batch's loss."""
    note_recipe(trial)
    x, y = spirals(trial, 64)
    model = trial.make("build_model")
    optimizer = trial.make("build_optimizer", model)
    losses = [trial.call("train_epoch", model, optimizer, [(x, y)], random=True) for _ in range(2)]
    trial.require(isinstance(losses[0], float), "train_epoch must return its mean loss as a number.")
    moved = losses[1] < losses[0]
    trial.note(moved)
    trial.require(moved, "The loss of a batch did not fall by a step on it: does the step come to see its gradient?")


@check
def tells_the_spirals_apart(trial: Trial) -> None:
    """Trained from hidden seeds, it gets at least 95 % of points right that it has never seen."""
    note_recipe(trial)
    x, y = spirals(trial, 1000)
    for training in trial.retrained():
        training.model.method("eval", random=True)
        scores = training.model(x, random=True)
        trial.require(
            isinstance(scores, torch.Tensor) and scores.shape == (1000, 2), "The model must give two scores a point."
        )
        right = (scores.argmax(dim=1) == y).float().mean().item()
        trial.note(right >= 0.95)
        trial.require(right >= 0.95, f"Trained from a hidden seed, it gets {right:.0%} of fresh points right.")


# -- what is looked at -----------------------------------------------------------------------------------------------


def weights_after(trial: Trial, epochs: Sequence[Sequence[Batch]], *, clear: bool = False) -> dict[str, torch.Tensor]:
    """Train a fresh model, always from the same weights, and give where it ends; clear gradients between epochs."""
    model = trial.make("build_model")
    model.load(start(trial, model))
    optimizer = trial.make("build_optimizer", model)
    for batches in epochs:
        if clear:
            model.method("zero_grad", random=True)
        trial.call("train_epoch", model, optimizer, list(batches), random=True)
    return model.state()


def start(trial: Trial, model: Remote) -> dict[str, torch.Tensor]:
    """Draw weights of moderate size, the same at every call."""
    generator = torch.Generator().manual_seed(trial.rng.initial_seed())
    return {name: torch.randn(value.shape, generator=generator) / 4 for name, value in model.state().items()}


def same_weights(one: dict[str, torch.Tensor], other: dict[str, torch.Tensor]) -> bool:
    """Tell whether two runs ended at the same weights, rounding apart."""
    return all(torch.allclose(one[name], other[name], rtol=1e-4, atol=1e-6) for name in one)


def note_recipe(trial: Trial) -> None:
    """Note how the recipe was changed: no fault by itself, but it tells one treatment of the symptom from another."""
    optimizer = trial.make("build_optimizer", trial.make("build_model"))
    settings = optimizer.read("defaults", random=True)
    rate = settings.get("lr") if isinstance(settings, dict) else None
    epochs = trial.read("EPOCHS", random=True)
    x = 1000 * trial.normal(8, 2)
    model = trial.make("build_model")
    trial.call(
        "train_epoch", model, trial.make("build_optimizer", model), [(x, x.sum(dim=1).gt(0).long())], random=True
    )
    gradient = model.read(f"{next(iter(model.state()))}.grad", random=True)
    trial.note(
        {
            "optimizer": optimizer.handle.kind,
            "rate": "lower" if isinstance(rate, float) and rate < RATE / 2 else "as it was",
            "longer": isinstance(epochs, int) and epochs > 1.5 * EPOCHS,
            # Inputs a thousand times as large as usual: only a clipped gradient is still small.
            "clipped": isinstance(gradient, torch.Tensor) and 0 < float(gradient.norm()) < 1.01,
        }
    )
