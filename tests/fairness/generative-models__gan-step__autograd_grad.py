"""torch.autograd.grad for the parameters of one network at a time; the step sees both batches at once."""

import torch
import torch.nn.functional as F
from torch import nn


class Generator(nn.Module):
    def __init__(self, noise, hidden, features):
        super().__init__()
        self.fc1 = nn.Linear(noise, hidden)
        self.fc2 = nn.Linear(hidden, features)

    def forward(self, z):
        h = self.fc1(z)
        return self.fc2(h.clamp(min=0))


class Discriminator(nn.Module):
    def __init__(self, features, hidden):
        super().__init__()
        self.fc1 = nn.Linear(features, hidden)
        self.fc2 = nn.Linear(hidden, 1)

    def forward(self, x):
        h = self.fc1(x)
        h = torch.where(h > 0, h, h * 0.2)
        return self.fc2(h)[:, 0]


def discriminator_loss(real, fake):
    return -(F.logsigmoid(real).mean() + F.logsigmoid(-fake).mean())


def generator_loss(fake):
    return -F.logsigmoid(fake).mean()


def gan_step(generator, discriminator, real, d_noise, g_noise, lr):
    theta = list(discriminator.parameters())
    fake = generator(d_noise)
    logits = discriminator(torch.cat([real, fake]))
    d_loss = discriminator_loss(logits[: len(real)], logits[len(real) :])
    for p, g in zip(theta, torch.autograd.grad(d_loss, theta)):
        p.data.sub_(g, alpha=lr)
    phi = list(generator.parameters())
    g_loss = generator_loss(discriminator(generator(g_noise)))
    for p, g in zip(phi, torch.autograd.grad(g_loss, phi)):
        p.data.sub_(g, alpha=lr)
    return float(d_loss), float(g_loss)
