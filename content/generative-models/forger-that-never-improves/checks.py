"""Where one step takes the generator, as the discriminator sees it; and where its samples are after training."""

import torch
from torch.nn import functional as F

from deepdrill.judge.checks import Remote, Trial, check

STEPS, RATE, NOISE = 400, 0.002, 4
CENTRE, SPREAD = torch.tensor([2.0, -1.0]), torch.tensor([0.6, 0.3])
ENOUGH = 0.9
"""Distance of the samples' mean from the cloud's. The solution ends at 0.02 to 0.43 (8 runs), broken at about 2."""


@check
def the_generator_follows_the_discriminator(trial: Trial) -> None:
    """A step moves the generator, and so that the discriminator takes its samples more for real than before."""
    moved = noted(trial)
    trial.require(moved != "stays", "A step leaves every weight of the generator as it is.")
    trial.require(moved == "towards", "A step moves the generator so that its samples are found out more easily.")


@check
def draws_from_the_cloud(trial: Trial) -> None:
    """Trained from hidden seeds, its samples have their mean within 0.9 of the cloud's."""
    noted(trial)
    z = trial.normal(1000, NOISE)
    for training in trial.retrained():
        distance = float((samples(trial, training.model, z).mean(dim=0) - CENTRE).norm())
        trial.note(distance <= ENOUGH)
        trial.require(
            distance <= ENOUGH,
            f"Trained from a hidden seed, its samples have their mean {distance:.2g} away from that of the cloud.",
        )


# -- what is looked at -----------------------------------------------------------------------------------------------


def samples(trial: Trial, generator: Remote, z: torch.Tensor) -> torch.Tensor:
    """Ask the generator for points."""
    found = generator(z, random=True)
    fits = isinstance(found, torch.Tensor) and found.shape == (len(z), 2)
    trial.require(fits, "The generator must map (N, 4) to (N, 2).")
    return torch.as_tensor(found).detach()


def noted(trial: Trial) -> str:
    """Find where a step takes the generator; note it, and how the recipe was changed, which is no fault by itself."""
    generator, discriminator = trial.make("build_generator"), trial.make("build_discriminator")
    both = trial.make("build_optimizers", generator, discriminator)
    optimizers = [both.make("__getitem__", one) for one in range(2)]
    z, before = trial.normal(500, NOISE), generator.state()
    first = samples(trial, generator, z)
    real = CENTRE + SPREAD * trial.normal(500, 2)
    trial.call("train_step", generator, discriminator, *optimizers, real, random=True)
    after = generator.state()
    moved = "stays"
    if any(not torch.equal(before[name], after[name]) for name in before):
        losses = [fooling(discriminator, points) for points in (first, samples(trial, generator, z))]
        moved = "towards" if losses[1] < losses[0] else "away"
    rates = []
    for optimizer in optimizers:
        defaults = optimizer.read("defaults", random=True)
        rate = defaults.get("lr") if isinstance(defaults, dict) else None
        changed = isinstance(rate, float) and max(rate / RATE, RATE / rate) > 1.5
        rates.append("another" if changed else "as it was")
    steps = trial.read("STEPS", random=True)
    trial.note(
        {
            "moved": moved,
            "rates": rates,
            "optimizers": [optimizer.handle.kind for optimizer in optimizers],
            "longer": isinstance(steps, int) and steps > 1.5 * STEPS,
        }
    )
    return moved


def fooling(discriminator: Remote, points: torch.Tensor) -> float:
    """Compute the generator's loss: low where the discriminator takes its points for real."""
    return float(F.softplus(-torch.as_tensor(discriminator(points, random=True)).detach()).mean())
