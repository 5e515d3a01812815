"""torch.optim.SGD made on the spot, binary cross-entropy with logits."""

import torch
from torch import nn


class Generator(nn.Module):
    def __init__(self, noise, hidden, features):
        super().__init__()
        self.fc1, self.fc2 = nn.Linear(noise, hidden), nn.Linear(hidden, features)
        self.act = nn.ReLU()

    def forward(self, z):
        return self.fc2(self.act(self.fc1(z)))


class Discriminator(nn.Module):
    def __init__(self, features, hidden):
        super().__init__()
        self.fc1 = nn.Linear(features, hidden)
        self.act = nn.LeakyReLU(0.2)
        self.fc2 = nn.Linear(hidden, 1)

    def forward(self, x):
        return self.fc2(self.act(self.fc1(x))).flatten()


bce = nn.BCEWithLogitsLoss()


def discriminator_loss(real, fake):
    return bce(real, torch.ones_like(real)) + bce(fake, torch.zeros_like(fake))


def generator_loss(fake):
    return bce(fake, torch.ones_like(fake))


def gan_step(generator, discriminator, real, d_noise, g_noise, lr):
    opt_d = torch.optim.SGD(discriminator.parameters(), lr=lr)
    opt_g = torch.optim.SGD(generator.parameters(), lr=lr)
    with torch.no_grad():
        fake = generator(d_noise)
    opt_d.zero_grad()
    ld = discriminator_loss(discriminator(real), discriminator(fake))
    ld.backward()
    opt_d.step()
    opt_g.zero_grad()
    lg = generator_loss(discriminator(generator(g_noise)))
    lg.backward()
    opt_g.step()
    return ld.item(), lg.item()
