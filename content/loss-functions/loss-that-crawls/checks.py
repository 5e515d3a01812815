"""The loss of a batch against the probabilities that the program itself gives, and the surprise at fresh signals."""

import torch
from torch.nn import functional

from deepdrill.judge.checks import Remote, Trial, check

EPOCHS, RATE, HIDDEN, KINDS = 10, 0.03, 48, 12
ENOUGH = 0.72
"""Nats a signal. The solution has 0.52 to 0.64, broken at least 1.5."""


@check
def the_loss_is_the_surprise_at_the_right_kind(trial: Trial) -> None:
    """The loss of a batch is the mean of -log of the probability that the program gives to the right kind."""
    loss, _ = noted(trial)
    trial.require(
        loss == "surprise",
        "For a batch, loss_of does not give the mean of -log p of the right kind, where p is what probabilities says"
        + {"twice": ": it takes a softmax of p once more.", "minus": ": it gives minus p, without a logarithm."}.get(
            loss, "."
        ),
    )


@check
def probabilities_are_probabilities(trial: Trial) -> None:
    """`probabilities` gives numbers from 0 to 1 that sum to 1 for every signal."""
    _, proper = noted(trial)
    trial.require(proper, "What probabilities gives for a signal does not sum to 1, or is below 0.")


@check
def sure_where_it_is_right(trial: Trial) -> None:
    """Trained from hidden seeds, it is surprised by at most 0.72 nats a signal that it has never seen."""
    noted(trial)
    x, y = signals(trial, 2000)
    for training in trial.retrained():
        p = given(trial, training.model, x)
        right = (p.argmax(dim=-1) == y).float().mean()
        surprise = float(functional.nll_loss(p.clamp(min=1e-30).log(), y))
        trial.note(surprise <= ENOUGH)
        trial.require(
            surprise <= ENOUGH,
            f"Trained from a hidden seed, it gets {right:.0%} of fresh signals right, at {surprise:.2f} nats each.",
        )


# -- what is looked at -----------------------------------------------------------------------------------------------


def signals(trial: Trial, count: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Draw signals as the program does, from our own dice."""
    centres = torch.randn(KINDS, 2, 20, generator=torch.Generator().manual_seed(0))
    y = trial.integers(count, low=0, high=KINDS)
    return centres[y, trial.integers(count, low=0, high=2)] + 1.2 * trial.normal(count, 20), y


def given(trial: Trial, model: Remote, x: torch.Tensor) -> torch.Tensor:
    """Ask for the probabilities of signals."""
    found = trial.call("probabilities", model, x, random=True)
    right = isinstance(found, torch.Tensor) and found.shape == (len(x), KINDS)
    trial.require(right, f"probabilities must give {KINDS} numbers for every signal.")
    return torch.as_tensor(found).detach()


def noted(trial: Trial) -> tuple[str, bool]:
    """Say what the loss is and whether probabilities are some; note it, and how the recipe was changed."""
    for name, value in (("EPOCHS", EPOCHS), ("RATE", RATE), ("HIDDEN", HIDDEN)):
        found = trial.read(name, random=True) if name != "RATE" else rate(trial)
        trial.note((name, isinstance(found, int | float) and found > 1.5 * value))
    model = trial.make("build_model")
    trial.note(trial.make("build_optimizer", model).handle.kind)
    # Weights of moderate size, so that a softmax of probabilities is far from the probabilities.
    model.load({name: trial.normal(*value.shape, scale=0.25) for name, value in model.state().items()})
    x, y = trial.normal(9, 20), trial.integers(9, low=0, high=KINDS)
    p = given(trial, model, x)
    loss = trial.call("loss_of", model, x, y, random=True)
    trial.require(isinstance(loss, torch.Tensor) and loss.numel() == 1, "loss_of must give the mean loss, a tensor.")
    known = {
        "surprise": functional.nll_loss(p.clamp(min=1e-30).log(), y),
        "twice": functional.cross_entropy(p, y),
        "minus": functional.nll_loss(p, y),
    }
    what = next((name for name, value in known.items() if torch.allclose(loss.detach(), value, rtol=1e-3)), "other")
    proper = bool((p >= 0).all()) and torch.allclose(p.sum(dim=-1), torch.ones(9), atol=1e-4)
    trial.note((what, proper))
    return what, proper


def rate(trial: Trial) -> object:
    """Read the learning rate off the optimizer, wherever it is written."""
    settings = trial.make("build_optimizer", trial.make("build_model")).read("defaults", random=True)
    return settings.get("lr") if isinstance(settings, dict) else None
