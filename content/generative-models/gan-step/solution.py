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
        # A leaky slope keeps a gradient for the generator where a plain ReLU would be dead.
        return self.fc2(F.leaky_relu(self.fc1(x), 0.2)).squeeze(1)


def discriminator_loss(real, fake):
    # -log sigmoid(x) = softplus(-x) and -log(1 - sigmoid(x)) = softplus(x): no logarithm of a rounded 0.
    return F.softplus(-real).mean() + F.softplus(fake).mean()


def generator_loss(fake):
    # Not -L_D: log(1 - D) is flat where D is near 0, that is while the generator is still bad.
    return F.softplus(-fake).mean()


def gan_step(generator, discriminator, real, d_noise, g_noise, lr):
    # Detached: for the discriminator samples are data, and the way back through the generator would be wasted.
    fake = generator(d_noise).detach()
    d_loss = discriminator_loss(discriminator(real), discriminator(fake))
    descend(discriminator, d_loss, lr)

    # Not detached here: the gradient goes through the discriminator into the generator. Only the generator moves.
    g_loss = generator_loss(discriminator(generator(g_noise)))
    descend(generator, g_loss, lr)
    return d_loss.item(), g_loss.item()


def descend(network, loss, lr):
    # The generator's loss has left gradients in the discriminator, which must not count in its next step.
    network.zero_grad()
    loss.backward()
    with torch.no_grad():
        for parameter in network.parameters():
            parameter.sub_(lr * parameter.grad)
