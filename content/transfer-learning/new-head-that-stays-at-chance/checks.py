"""What an epoch moves tells what the optimizer holds, whatever its kind; the result is judged on fresh points."""

import math

import torch

from deepdrill.judge.checks import Remote, Trial, check

EPOCHS, RATE = 40, 0.02
ENOUGH = 0.65
"""Of the points. The solution gets 0.88 to 0.97 right, other right programs 0.75 or more, broken about a quarter."""


@check
def the_new_head_is_trained(trial: Trial) -> None:
    """An epoch after `prepare` moves the weights of the head that the network then uses."""
    moved = noted(trial)
    trial.require(moved["head"], "An epoch leaves the head of the network as it is: nothing trains it.")


@check
def the_body_stays(trial: Trial) -> None:
    """An epoch after `prepare` leaves the body as it was pretrained."""
    moved = noted(trial)
    trial.require(not moved["body"], "An epoch changes the body, which is to stay as it was pretrained.")


@check
def tells_the_groups_apart(trial: Trial) -> None:
    """Trained from hidden seeds, it gets at least 65 % of points right that it has never seen."""
    noted(trial)
    x, y = points(trial, 1000)
    for training in trial.retrained():
        training.model.method("eval", random=True)
        scores = training.model(x, random=True)
        fits = isinstance(scores, torch.Tensor) and scores.shape == (1000, 4)
        trial.require(fits, "The model must give four scores a point.")
        right = (scores.argmax(dim=1) == y).float().mean().item()
        trial.note(right >= ENOUGH)
        trial.require(right >= ENOUGH, f"Trained from a hidden seed, it gets {right:.0%} of fresh points right.")


# -- what is looked at -----------------------------------------------------------------------------------------------


def points(trial: Trial, count: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Draw points of the disc and their groups as the program does, from our own dice."""
    area, turn = trial.uniform(count, low=0.0, high=1.0), trial.uniform(count, low=0.0, high=1.0)
    angle = 2 * math.pi * turn
    x = 3 * area.sqrt()[:, None] * torch.stack([angle.cos(), angle.sin()], dim=1)
    return x, (6 * turn).long() % 2 + 2 * (area > 0.5)


def noted(trial: Trial) -> dict[str, bool]:
    """Find out what an epoch moves; note it, and how the recipe was changed, which is no fault by itself."""
    model = trial.make("Network")
    optimizer = trial.make("prepare", model, 4)
    before = model.state()
    batch = points(trial, 32)
    trial.call("train_epoch", model, optimizer, [batch], random=True)
    after = model.state()
    once = gradient(trial, model)
    trial.require(set(before) == set(after), "An epoch must not change which layers the network has.")
    moved = {part: differs(before, after, part) for part in ("head", "body")}
    # A head that does not move has the same gradient for the same batch again, unless the first one is still in it.
    trial.call("train_epoch", model, optimizer, [batch], random=True)
    settings = optimizer.read("defaults", random=True)
    rate = settings.get("lr") if isinstance(settings, dict) else None
    epochs = trial.read("EPOCHS", random=True)
    trial.note(
        {
            "moved": moved,
            "piles up": not moved["head"] and gradient(trial, model) > 1.5 * once,
            "optimizer": optimizer.handle.kind,
            "rate": "higher" if isinstance(rate, float) and rate > 1.5 * RATE else "not higher",
            "longer": isinstance(epochs, int) and epochs > 1.5 * EPOCHS,
        }
    )
    return moved


def gradient(trial: Trial, model: Remote) -> float:
    """Read the norm of the gradient that is left at the head's first parameter, whatever layers the head is made of."""
    name = next((name for name in model.state() if name.startswith("head")), "")
    trial.require(bool(name), "The network must keep its new layer in head.")
    found = model.read(f"{name}.grad", random=True)
    return float(found.norm()) if isinstance(found, torch.Tensor) else 0.0


def differs(before: dict[str, torch.Tensor], after: dict[str, torch.Tensor], part: str) -> bool:
    """Tell whether any weight of a part has moved."""
    return any(not torch.equal(before[name], after[name]) for name in before if name.startswith(part))
