import torch


def guided(conditional, unconditional, weight):
    # TODO: the guided prediction
    ...


def ddim_step(x, t, s, predicted, alpha_bar, eta=0.0, noise=None):
    # TODO: x at step s; s = -1 is the clean data
    ...


def ddim_sample(model, x, steps, alpha_bar, condition, weight):
    # TODO: go through the steps and on to the clean data
    ...
