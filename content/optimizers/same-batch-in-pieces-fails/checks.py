"""The gradient of batches of several lengths against autograd's for the whole batch; the result on fresh points."""

import math

import torch
from torch.nn import functional as F

from deepdrill.judge.checks import Remote, Trial, check

EPOCHS, RATE, PIECE, MOMENTUM = 30, 0.4, 24, 0.9
ENOUGH = 0.78
"""Of the points. The solution gets 0.85 to 0.95 right, broken at most 0.68."""

LENGTHS = (PIECE // 2, PIECE, 3 * PIECE, 3 * PIECE + 5)
"""Less than a piece, one piece, whole pieces, and pieces of which the last is short."""


@check
def pieces_give_the_gradient_of_the_batch(trial: Trial) -> None:
    """Whatever the length of a batch, accumulate leaves the gradient of the batch's mean loss."""
    ratios = noted(trial)
    for length, ratio in ratios.items():
        says = "another gradient" if ratio is None else f"{ratio:g} times the gradient"
        trial.require(
            ratio == 1.0, f"With {length} examples, accumulate leaves {says} of the batch's mean loss in .grad."
        )


@check
def the_loss_is_the_mean(trial: Trial) -> None:
    """Accumulate gives the mean loss of the batch."""
    noted(trial)
    model = trial.make("build_model")
    x, y = points(trial, LENGTHS[-1])
    scores = scored(trial, model, x)
    loss = trial.call("accumulate", model, x, y, random=True)
    right = isinstance(loss, float) and math.isclose(loss, float(F.cross_entropy(scores, y)), rel_tol=1e-3)
    trial.note(right)
    trial.require(right, "accumulate must give the mean loss of the batch, as a number.")


@check
def names_the_sectors(trial: Trial) -> None:
    """Trained from hidden seeds, it gets at least 78 % of points right that it has never seen."""
    noted(trial)
    x, y = points(trial, 1000)
    for training in trial.retrained():
        training.model.method("eval", random=True)
        right = (scored(trial, training.model, x).argmax(dim=1) == y).float().mean().item()
        trial.note(right >= ENOUGH)
        trial.require(right >= ENOUGH, f"Trained from a hidden seed, it gets {right:.0%} of fresh points right.")


# -- what is looked at -----------------------------------------------------------------------------------------------


def points(trial: Trial, count: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Draw points and their sectors as the program does, from our own dice."""
    x = trial.normal(count, 2)
    turn = (torch.atan2(x[:, 1], x[:, 0]) + 0.7 * x.norm(dim=1)) / (2 * math.pi) % 1
    return x, (6 * turn).long().clamp(max=5)


def scored(trial: Trial, model: Remote, x: torch.Tensor) -> torch.Tensor:
    """Ask for six scores a point."""
    scores = model(x, random=True)
    fits = isinstance(scores, torch.Tensor) and scores.shape == (len(x), 6)
    trial.require(fits, "The model must give six scores a point.")
    return torch.as_tensor(scores).detach()


def times_the_gradient(trial: Trial, length: int) -> float | None:
    """Compare the last bias's gradient, and the first weight's, with the batch's own; None where they do not align."""
    model = trial.make("build_model")
    x, y = points(trial, length)
    # The gradient at the scores is known in closed form; what it is at the last bias is its sum over the batch.
    at_scores = (scored(trial, model, x).softmax(dim=1) - F.one_hot(y, 6)) / length
    expected = at_scores.sum(dim=0)
    trial.call("accumulate", model, x, y, random=True)
    found = model.read("4.bias.grad", random=True)
    if not isinstance(found, torch.Tensor) or found.shape != expected.shape:
        return None
    ratio = float((found * expected).sum() / expected.square().sum())
    aligned = torch.allclose(found, ratio * expected, rtol=1e-3, atol=1e-4 * float(expected.norm()) * abs(ratio))
    return float(f"{ratio:.2g}") if aligned else None


def noted(trial: Trial) -> dict[int, float | None]:
    """Measure the gradients; note them, and how the recipe was changed, which is no fault by itself."""
    ratios = {length: times_the_gradient(trial, length) for length in LENGTHS}
    trial.note(list(ratios.values()))
    model = trial.make("build_model")
    optimizer = trial.make("build_optimizer", model)
    settings = optimizer.read("defaults", random=True)
    settings = settings if isinstance(settings, dict) else {}
    rate, momentum, epochs = settings.get("lr"), settings.get("momentum"), trial.read("EPOCHS", random=True)
    # Where all labels are equal, the last bias alone has a gradient of norm 0.9 or so, unless that is clipped.
    trial.call("train_step", model, optimizer, trial.normal(PIECE, 2), torch.zeros(PIECE).long(), random=True)
    gradient = model.read("4.bias.grad", random=True)
    trial.note(
        {
            "optimizer": optimizer.handle.kind,
            "rate": "lower" if isinstance(rate, float) and rate < RATE / 2 else "not lower",
            "momentum": "lower" if isinstance(momentum, float) and momentum < MOMENTUM else "not lower",
            "longer": isinstance(epochs, int) and epochs > 1.5 * EPOCHS,
            "clipped": isinstance(gradient, torch.Tensor) and 0 < float(gradient.norm()) <= 0.21,
        }
    )
    return ratios
