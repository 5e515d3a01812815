"""Train a small GAN to draw points like those of a cloud in the plane."""

import torch
from torch import nn
from torch.nn import functional as F

STEPS = 400
BATCH = 64
NOISE = 4
RATE = 0.002

Batch = torch.Tensor


def draw_real(count: int, generator: torch.Generator | None = None) -> Batch:
    """Draw points of the cloud: mean (2, -1), standard deviations 0.6 and 0.3."""
    return torch.tensor([2.0, -1.0]) + torch.tensor([0.6, 0.3]) * torch.randn(count, 2, generator=generator)


def build_generator() -> nn.Module:
    return nn.Sequential(nn.Linear(NOISE, 32), nn.ReLU(), nn.Linear(32, 2))


def build_discriminator() -> nn.Module:
    return nn.Sequential(nn.Linear(2, 32), nn.LeakyReLU(0.2), nn.Linear(32, 32), nn.LeakyReLU(0.2), nn.Linear(32, 1))


def build_optimizers(
    generator: nn.Module, discriminator: nn.Module
) -> tuple[torch.optim.Optimizer, torch.optim.Optimizer]:
    """Give the generator's optimizer and the discriminator's."""
    return (
        torch.optim.Adam(generator.parameters(), lr=RATE, betas=(0.5, 0.999)),
        torch.optim.Adam(discriminator.parameters(), lr=RATE, betas=(0.5, 0.999)),
    )


def train_step(generator, discriminator, g_optimizer, d_optimizer, real: Batch) -> tuple[float, float]:
    """Move the discriminator, then the generator; give the losses of both."""
    fake = generator(torch.randn(len(real), NOISE))

    d_optimizer.zero_grad()
    d_loss = F.softplus(-discriminator(real)).mean() + F.softplus(discriminator(fake.detach())).mean()
    d_loss.backward()
    d_optimizer.step()

    g_optimizer.zero_grad()
    # Not detached: this gradient has to go through the discriminator and the samples into the generator.
    g_loss = F.softplus(-discriminator(fake)).mean()
    g_loss.backward()
    g_optimizer.step()
    return d_loss.item(), g_loss.item()


def train(seed: int, log) -> nn.Module:
    """Train from a seed and give the generator."""
    torch.manual_seed(seed)
    generator, discriminator = build_generator(), build_discriminator()
    g_optimizer, d_optimizer = build_optimizers(generator, discriminator)
    for step in range(STEPS):
        d_loss, g_loss = train_step(generator, discriminator, g_optimizer, d_optimizer, draw_real(BATCH))
        if step % 10 == 0:
            with torch.no_grad():
                distance = (generator(torch.randn(500, NOISE)).mean(dim=0) - torch.tensor([2.0, -1.0])).norm()
            log(step=step, d_loss=d_loss, g_loss=g_loss, distance=distance)
    return generator
