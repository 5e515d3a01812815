import torch
import torch.nn.functional as F
from torch import nn


class Generator(nn.Module):
    def __init__(self, noise, hidden, features):
        super().__init__()
        # TODO: fc1, fc2
        ...

    def forward(self, z): ...


class Discriminator(nn.Module):
    def __init__(self, features, hidden):
        super().__init__()
        # TODO: fc1, fc2
        ...

    def forward(self, x):
        # TODO: logits of shape (n,)
        ...


def discriminator_loss(real, fake): ...


def generator_loss(fake): ...


def gan_step(generator, discriminator, real, d_noise, g_noise, lr):
    # TODO: one step of the discriminator, then one of the generator; return both losses
    ...
