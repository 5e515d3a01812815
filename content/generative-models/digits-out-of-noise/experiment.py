"""A small diffusion model that draws digits: trained to undo noise, sampled in few or many steps."""

import math
from itertools import pairwise

import numpy as np
import torch
from sklearn.datasets import load_digits
from torch import nn

from deepdrill.lab.experiment import Lab, Runs, settles, tiles

LEVELS, BATCH, HIDDEN = 100, 128, 128
STEPS = (1, 2, 5, 20, 100)
"""Steps from noise to image, one set of samples for each."""
EACH, ANY = 12, 10
"""Samples of each digit; and the class that stands for any digit."""
BETAS = torch.linspace(0.001, 0.2, LEVELS, dtype=torch.float64)
NEAREST = "nearest real image is the digit asked for"
VARIANCE = "variance beside that of real digits"
KEPT = torch.cat([torch.ones(1, dtype=torch.float64), torch.cumprod(1 - BETAS, 0)]).float()
"""Share of the image's variance that is left at levels 0 (clean) to LEVELS: the schedule's alpha bar."""


class Denoiser(nn.Module):
    """Guesses the noise, or the clean image, from a noisy image, its level and its digit."""

    def __init__(self, predicts: str) -> None:
        """Make the network; predicts says which of the two it is to guess."""
        super().__init__()
        self.predicts = predicts
        self.net = nn.Sequential(
            nn.Linear(64 + 16 + 11, HIDDEN), nn.SiLU(), nn.Linear(HIDDEN, HIDDEN), nn.SiLU(), nn.Linear(HIDDEN, 64)
        )

    def forward(self, x: torch.Tensor, level: torch.Tensor, digit: torch.Tensor) -> torch.Tensor:
        """Take images (N, 64), levels (N,) and digits (N,); give what the network guesses (N, 64)."""
        waves = level[:, None] / LEVELS * math.pi * 2.0 ** torch.arange(-1, 7)
        return self.net(torch.cat([x, waves.sin(), waves.cos(), nn.functional.one_hot(digit, 11)], 1))

    def clean_and_noise(self, x: torch.Tensor, level: int, guess: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Work out image and noise from either, with pixels kept between -1 and 1."""
        kept = KEPT[level]
        clean = guess if self.predicts == "image" else (x - (1 - kept).sqrt() * guess) / kept.sqrt()
        clean = clean.clamp(-1, 1)
        return clean, (x - kept.sqrt() * clean) / (1 - kept).sqrt()


def noisy(x: torch.Tensor, level: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Mix images (N, 64) with noise at the levels (N,); give the mix and the noise."""
    noise, kept = torch.randn_like(x), KEPT[level][:, None]
    return kept.sqrt() * x + (1 - kept).sqrt() * noise, noise


def train(lab: Lab, net: Denoiser, x: torch.Tensor, y: torch.Tensor, steps: int) -> None:
    """Guess at random levels; one image in ten hides its digit, so that the network can do without."""
    optimizer = torch.optim.Adam(net.parameters(), lr=0.003)
    decay = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, steps)
    seen = 1.0
    for step in range(steps):
        rows = torch.randint(len(x), (BATCH,))
        level = torch.randint(1, LEVELS + 1, (BATCH,))
        digit = torch.where(torch.rand(BATCH) < 0.1, ANY, y[rows])
        mixed, noise = noisy(x[rows], level)
        goal = noise if net.predicts == "noise" else x[rows]
        loss = nn.functional.mse_loss(net(mixed, level, digit), goal)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        decay.step()
        seen = 0.95 * seen + 0.05 * loss.item()
        if step % 10 == 0:
            lab.point("smoothed", step, seen, chart="training")
        if lab.stopped:
            return


@torch.no_grad()
def by_level(lab: Lab, net: Denoiser, x: torch.Tensor, y: torch.Tensor) -> None:
    """Show on test images how far off the guess is at each level."""
    for level in (1, 2, 4, 7, 10, 15, 20, 30, 40, 60, 80, 100):
        levels = torch.full((len(x),), level)
        mixed, noise = noisy(x, levels)
        goal = noise if net.predicts == "noise" else x
        lab.point("test images", level, nn.functional.mse_loss(net(mixed, levels, y), goal), chart="levels")


@torch.no_grad()
def sample(net: Denoiser, digit: torch.Tensor, *, steps: int, guidance: float, fresh: bool) -> torch.Tensor:
    """Draw one image (N, 64) for each digit; fresh noise at each step (DDPM) or none (DDIM)."""
    x = torch.randn(len(digit), 64)
    path = torch.linspace(LEVELS, 0, steps + 1).round().int().tolist()
    for here, there in pairwise(path):
        level = torch.full((len(digit),), here)
        told, untold = net(x, level, digit), net(x, level, torch.full_like(digit, ANY))
        clean, noise = net.clean_and_noise(x, here, untold + guidance * (told - untold))
        now, then = KEPT[here], KEPT[there]
        spread = ((1 - then) / (1 - now) * (1 - now / then)).sqrt() if fresh else torch.zeros(())
        x = then.sqrt() * clean + (1 - then - spread**2).clamp(min=0).sqrt() * noise + spread * torch.randn_like(x)
    return x


def variety(x: torch.Tensor, digit: torch.Tensor) -> float:
    """Give the variance of images within their digit, per pixel."""
    return float(np.mean([x[digit == one].var(0).mean() for one in range(10)]))


def run(lab: Lab, *, predicts: str, guidance: float, sampler: str, training: int) -> None:
    """Train, look at the levels, then draw in few and in many steps."""
    images, classes = load_digits(return_X_y=True)
    order = torch.randperm(len(images))
    x, y = torch.tensor(images, dtype=torch.float32)[order] / 8 - 1, torch.tensor(classes)[order]
    net = Denoiser(predicts)
    train(lab, net, x[:1500], y[:1500], training)
    by_level(lab, net, x[1500:], y[1500:])
    digit = torch.arange(10).repeat(EACH)
    rows = []
    for steps in STEPS:
        torch.manual_seed(lab.seed)
        drawn = sample(net, digit, steps=steps, guidance=guidance, fresh=sampler == "DDPM")
        rows.append(drawn[:10])
        nearest = y[torch.cdist(drawn, x).argmin(1)]
        right, spread = (nearest == digit).double().mean(), variety(drawn, digit) / variety(x, y)
        lab.point(NEAREST, steps, right, chart="samples")
        lab.point(VARIANCE, steps, spread, chart="samples")
        lab.image("samples", tiles(torch.cat(rows).reshape(-1, 8, 8), columns=10), low=-1, high=1)
    lab.value("digit asked for, 100 steps", right)
    lab.value("variance beside real digits, 100 steps", spread)


@settles("one-step")
def in_one_step(runs: Runs) -> int:
    """See how much the images differ that either network draws in a single step."""
    image, noise = (runs(predicts=what).ys(VARIANCE)[0] for what in ("image", "noise"))
    runs.note(
        f"In one step the variance beside real digits is {image:.2f} where the image is guessed, "
        f"{noise:.1f} where the noise is."
    )
    blurred, litter = image < 0.15, noise > 2
    return 1 if blurred and litter else 2 if blurred and noise < 0.15 else 0 if image > 2 and litter else -1


@settles("hardest-level")
def the_hardest_level(runs: Runs) -> int:
    """Find the level of noise at which the guess of the noise is farthest off."""
    errors = runs(predicts="noise").ys("test images")
    worst = errors.index(max(errors)) / (len(errors) - 1)
    runs.note(
        f"The error is {errors[0]:.2f} at level 1, {errors[len(errors) // 2]:.2f} at level 20, {errors[-1]:.2f} at 100."
    )
    return 0 if worst < 0.2 else 2 if worst > 0.8 else 1


@settles("guidance")
def stronger_guidance(runs: Runs) -> int:
    """Compare the variety with guidance 1 and 8."""
    plain, strong = (runs(guidance=guidance).last(VARIANCE) for guidance in (1.0, 8.0))
    runs.note(f"After 100 steps the variance is {plain:.2f} of the real one with guidance 1 and {strong:.2f} with 8.")
    return 0 if strong > 1.1 * plain else 2 if strong < 0.9 * plain else 1


@settles("image-or-noise")
def image_or_noise(runs: Runs) -> int:
    """Compare what the two networks draw in 100 steps."""
    image, noise = (runs(predicts=what).last(NEAREST) for what in ("image", "noise"))
    runs.note(f"The digit asked for is nearest in {image:.2f} of the images of the one, {noise:.2f} of the other.")
    return 0 if image > noise + 0.1 else 2 if noise > image + 0.1 else 1
