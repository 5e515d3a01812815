"""The clip is probed by how far one step on a batch with a huge gradient carries; the result on fresh walks."""

import math

import torch

from deepdrill.judge.checks import Remote, Trial, check

STEPS, WIDTH = 30, 24
RATE, CLIP = 0.02, 0.3
ENOUGH = 0.2
"""Mean squared error. The solution's is about 0.01 to 0.08; broken has 0.9 or more, or none that is a number."""


@check
def no_step_uses_a_longer_gradient(trial: Trial) -> None:
    """The gradient that a step uses has a norm of at most CLIP, however large the batch's own gradient is."""
    used = noted(trial)
    trial.require(used["finite"], "One step on walks with far-off ends leaves weights that are not finite.")
    trial.require(used["bounded"], "A step on walks with far-off ends carries much farther than RATE times CLIP.")


@check
def a_step_moves_the_weights(trial: Trial) -> None:
    """A few steps on one batch lower its loss."""
    noted(trial)
    model = trial.make("build_model")
    optimizer = trial.make("build_optimizer", model)
    x, y = walks(trial, 32)
    losses = [trial.call("train_step", model, optimizer, x, y, random=True) for _ in range(6)]
    trial.require(all(isinstance(one, float) for one in losses), "train_step must return its loss as a number.")
    fell = min(losses[1:]) < losses[0]
    trial.note(fell)
    trial.require(fell, "The loss of a batch did not fall by steps on it: do they come to see its gradient?")


@check
def knows_where_walks_end(trial: Trial) -> None:
    """Trained from hidden seeds, its mean squared error is at most 0.2 on walks that it has never seen."""
    noted(trial)
    x, y = walks(trial, 1000)
    for training in trial.retrained():
        training.model.method("eval", random=True)
        found = training.model(x, random=True)
        fits = isinstance(found, torch.Tensor) and found.shape == (1000,)
        trial.require(fits, "The model must give one number a walk.")
        error = (found - y).square().mean().item()
        trial.note(error <= ENOUGH)
        trial.require(error <= ENOUGH, f"Trained from a hidden seed, its squared error on fresh walks is {error:.2g}.")


# -- what is looked at -----------------------------------------------------------------------------------------------


def walks(trial: Trial, count: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Draw walks and their ends as the program does, from our own dice."""
    x = trial.normal(count, STEPS, 1)
    return x, x.sum(dim=(1, 2)) / math.sqrt(STEPS)


def one_step(trial: Trial, far: float) -> tuple[Remote, Remote, float]:
    """Take a fresh model's first step on walks with ends far off; give model, optimizer, and how far it carried."""
    model = trial.make("build_model")
    optimizer = trial.make("build_optimizer", model)
    before = model.state()
    x, y = walks(trial, 16)
    trial.call("train_step", model, optimizer, x, y + far, random=True)
    after = model.state()
    return model, optimizer, math.hypot(*(float((after[name] - before[name]).norm()) for name in before))


def noted(trial: Trial) -> dict[str, bool]:
    """Find out whether a step is bounded; note it, and how the recipe was changed, which is no fault by itself."""
    model, optimizer, carried = one_step(trial, 1000.0)
    settings = optimizer.read("defaults", random=True)
    rate = settings.get("lr") if isinstance(settings, dict) else None
    rate = rate if isinstance(rate, float) and rate > 0 else RATE
    left = [model.read(f"{name}.grad", random=True) for name in list(model.state())[:2]]  # those of the recurrent layer
    left = [one for one in left if isinstance(one, torch.Tensor)]
    norm = math.hypot(*(float(one.norm()) for one in left))
    # A first step of SGD is the rate times the gradient; of other optimizers we see the gradient that they leave.
    length = carried / rate if optimizer.handle.kind == "SGD" else norm
    entry = max((float(one.abs().max()) for one in left), default=0.0)
    clip = trial.read("CLIP", random=True)
    tiny = isinstance(clip, float) and clip < CLIP / 3
    # With weights that begin at the identity, the matrix has a norm of √24.
    fresh = trial.make("build_model")
    recurrent = float(fresh.state()["rnn.weight_hh_l0"].norm()) if "rnn.weight_hh_l0" in fresh.state() else 0.0
    beyond = one_step(trial, 1e30)[2]
    # Nesterov's first step is 1.9 times as long; a gradient that is not clipped, thousands of times.
    seen = {"bounded": length <= 2 * CLIP, "finite": math.isfinite(carried)}
    trial.note(seen)
    trial.note(
        {
            "optimizer": optimizer.handle.kind,
            "rate": "lower" if rate < RATE / 2 else "not lower",
            "clip": "lower" if tiny else "not lower",
            "clipped afterwards": not seen["bounded"] and 0 < norm <= 1.01 * CLIP,
            "each entry clipped": 0 < entry <= 1.01 * CLIP < norm,
            "units": str(fresh.read("rnn.nonlinearity", random=True)) if recurrent else "",
            "start": "smaller" if recurrent < 0.9 * math.sqrt(WIDTH) else "as it was",
            # The loss of such a batch is infinite: its step leaves nothing finite, unless it is left out.
            "left out": beyond == 0.0,
        }
    )
    return seen
