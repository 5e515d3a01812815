import torch


def linear_betas(steps, first=1e-4, last=0.02):
    # TODO: (steps,)
    ...


def add_noise(x0, t, noise, betas):
    # x0, noise: (b, ...), t: (b,), betas: (T,)
    # TODO: x_t
    ...


def ddpm_loss(model, x0, t, noise, betas):
    # TODO: mean squared error between noise and model(x_t, t)
    ...


def ancestral_step(x, t, predicted, noise, betas):
    # t: an int
    # TODO: x at step t - 1; no noise at t = 0
    ...
