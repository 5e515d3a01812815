"""Whether a model with random weights bends, in more than one direction, and the variance explained on fresh data."""

import math

import torch

from deepdrill.judge.checks import Remote, Trial, check

RECIPE = {"EPOCHS": 20, "HIDDEN": 32, "LAYERS": 3, "RATE": 0.01}
ENOUGH = 0.9
"""Of the variance. The solution has 0.97 to 0.99, broken at most 0.3."""


@check
def the_model_bends(trial: Trial) -> None:
    """With any weights the model is no plane, and no plane that is bent once at its end."""
    shape = noted(trial)
    trial.require(
        shape != "plane",
        "With random weights, the answer halfway between two measurements is always the mean of theirs: it is a plane.",
    )
    trial.require(
        shape != "ridge",
        "With random weights, the answers change along one and the same direction everywhere: the model is a plane "
        "that is bent at its end only.",
    )


@check
def follows_the_power_curve(trial: Trial) -> None:
    """Trained from hidden seeds, it explains at least 90 % of the variance of power that it has never seen."""
    noted(trial)
    x = trial.uniform(1000, 2, low=-1.0, high=1.0)
    power = 1.4 * (math.pi * x[:, 0]).cos() + x[:, 0] + 1.2 * (x[:, 1] ** 2 - 1 / 3)
    y = power / 1.2 + 0.1 * trial.normal(1000)
    for training in trial.retrained():
        training.model.method("eval", random=True)
        explained = 1 - float((answers(trial, training.model, x) - y).square().mean() / y.var())
        trial.note(explained >= ENOUGH)
        trial.require(
            explained >= ENOUGH,
            f"Trained from a hidden seed, it explains {explained:.0%} of the variance of fresh power.",
        )


# -- what is looked at -----------------------------------------------------------------------------------------------


def answers(trial: Trial, model: Remote, x: torch.Tensor) -> torch.Tensor:
    """Ask for one number a measurement."""
    found = model(x, random=True)
    right = isinstance(found, torch.Tensor) and found.numel() == len(x)
    trial.require(right, "The model must give one number for each measurement.")
    return torch.as_tensor(found).detach().flatten().double()


def noted(trial: Trial) -> str:
    """Say which shape a model with random weights has: plane, ridge or surface; note it, and the recipe."""
    for name, value in RECIPE.items():
        found = trial.read(name, random=True)
        trial.note((name, "other" if not isinstance(found, int | float) else (found > value) - (found < value)))
    model = trial.make("build_model")
    model.method("eval", random=True)
    state = {name: trial.normal(*v.shape, scale=0.4) if v.ndim > 1 else v for name, v in model.state().items()}
    model.load(state)
    x = 3 * trial.normal(60, 2)
    far = x.roll(1, dims=0)
    at, there, halfway = (answers(trial, model, one) for one in (x, far, (x + far) / 2))
    straight = bool((at + there - 2 * halfway).abs().max() <= 1e-4 * at.abs().max())
    # How much the answer changes along each of the two inputs, at every point: on a ridge, always in one proportion.
    step = 0.01
    slopes = torch.stack([answers(trial, model, x + step * one) - at for one in torch.eye(2)], dim=1)
    strengths = torch.linalg.svdvals(slopes)
    ridge = bool(strengths[1] <= 1e-2 * strengths[0])
    shape = "plane" if straight else "ridge" if ridge else "surface"
    model.load({name: torch.zeros_like(value) if "hidden" in name else value for name, value in state.items()})
    passed = answers(trial, model, x)
    trial.note((shape, bool(passed.max() - passed.min() > 1e-6)))
    return shape
