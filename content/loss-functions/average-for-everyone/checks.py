"""The loss of a batch against what the model itself predicts for it, and the variance explained on flats drawn here."""

import torch

from deepdrill.judge.checks import Remote, Trial, check

EPOCHS, HIDDEN, RATE = 40, 32, 0.005
ENOUGH = 0.85
"""Of the variance. The solution has 0.95 to 0.98, broken at most 0.05."""


@check
def each_flat_is_compared_with_its_own_rent(trial: Trial) -> None:
    """The loss of a batch is the mean of (prediction of a flat - its own rent)²."""
    for name, what in noted(trial).items():
        trial.require(
            what == "own", f"{name} does not give the mean of (prediction - rent)² over the flats: {SAYS[what]}."
        )


@check
def explains_the_rents(trial: Trial) -> None:
    """Trained from hidden seeds, it explains at least 85 % of the variance of rents that it has never seen."""
    noted(trial)
    x = trial.normal(1000, 6)
    rent = x[:, 0] + 0.7 * (x[:, 1] * x[:, 2]).tanh() - 0.6 * x[:, 3].abs() + 0.5 * (2 * x[:, 4]).sin()
    y = (rent + 0.48) / 1.2 + 0.1 * trial.normal(1000)
    for training in trial.retrained():
        training.model.method("eval", random=True)
        explained = 1 - float((predicted(trial, training.model, x) - y).square().mean() / y.var())
        trial.note(explained >= ENOUGH)
        trial.require(
            explained >= ENOUGH,
            f"Trained from a hidden seed, it explains {explained:.0%} of the variance of fresh rents.",
        )


# -- what is looked at -----------------------------------------------------------------------------------------------

SAYS = {
    "own": "it is right",
    "pairs": "it compares every prediction with every rent",
    "summed pairs": "it compares every prediction with every rent, and adds up",
    "other": "it is another number",
}


def drawn(trial: Trial, count: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Have the program draw flats: a repair may give the rents another shape."""
    found = trial.call("make_data", trial.size(1, 10**6), count, random=True)
    right = isinstance(found, tuple) and len(found) == 2 and all(isinstance(one, torch.Tensor) for one in found)
    trial.require(right and found[1].numel() == count, "make_data must give the facts and one rent for each flat.")
    return found[0], found[1]


def predicted(trial: Trial, model: Remote, x: torch.Tensor) -> torch.Tensor:
    """Ask for one prediction a flat, whatever its shape."""
    found = model(x, random=True)
    right = isinstance(found, torch.Tensor) and found.numel() == len(x)
    trial.require(right, "The model must give one prediction for each flat.")
    return torch.as_tensor(found).detach().flatten()


def compared(loss: float, prediction: torch.Tensor, rent: torch.Tensor) -> str:
    """Find out what a loss has compared."""
    pairs = float((prediction[:, None] - rent).square().mean())
    known = {
        "own": float((prediction - rent).square().mean()),
        "pairs": pairs,
        "summed pairs": pairs * len(rent),
    }
    return next((what for what, value in known.items() if abs(loss - value) <= 1e-4 * value), "other")


def noted(trial: Trial) -> dict[str, str]:
    """Find what each function compares; note it, and how the recipe was changed, which is no fault by itself."""
    facts = {}
    for name in ("train_step", "evaluate"):
        x, y = drawn(trial, 7)
        model = trial.make("build_model")
        prediction = predicted(trial, model, x)
        optimizer = (trial.make("build_optimizer", model),) if name == "train_step" else ()
        loss = trial.call(name, model, *optimizer, x, y, random=True)
        trial.require(isinstance(loss, float), f"{name} must give its loss as a number.")
        facts[name] = compared(loss, prediction, y.flatten())
    trial.note(facts)
    for name, value in (("EPOCHS", EPOCHS), ("HIDDEN", HIDDEN), ("RATE", RATE)):
        found = trial.read(name, random=True)
        trial.note((name, isinstance(found, int | float) and found > 1.5 * value))
    return facts
