# /// mistake
# fails = "each_step_moves_one_network"
# says = "You detached the samples in the generator's half too, so no gradient reaches the generator."
# ///
import torch
import torch.nn.functional as F
from torch import nn


class Generator(nn.Module):
    def __init__(self, noise, hidden, features):
        super().__init__()
        self.fc1 = nn.Linear(noise, hidden)
        self.fc2 = nn.Linear(hidden, features)

    def forward(self, z):
        return self.fc2(F.relu(self.fc1(z)))


class Discriminator(nn.Module):
    def __init__(self, features, hidden):
        super().__init__()
        self.fc1 = nn.Linear(features, hidden)
        self.fc2 = nn.Linear(hidden, 1)

    def forward(self, x):
        return self.fc2(F.leaky_relu(self.fc1(x), 0.2)).squeeze(1)


def discriminator_loss(real, fake):
    return F.softplus(-real).mean() + F.softplus(fake).mean()


def generator_loss(fake):
    return F.softplus(-fake).mean()


def gan_step(generator, discriminator, real, d_noise, g_noise, lr):
    fake = generator(d_noise).detach()
    d_loss = discriminator_loss(discriminator(real), discriminator(fake))
    descend(discriminator, d_loss, lr)

    g_loss = generator_loss(discriminator(generator(g_noise).detach()))
    descend(generator, g_loss, lr)
    return d_loss.item(), g_loss.item()


def descend(network, loss, lr):
    network.zero_grad()
    loss.backward()
    with torch.no_grad():
        for parameter in network.parameters():
            parameter.sub_(lr * parameter.grad)
