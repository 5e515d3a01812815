import numpy as np


def encode(x, params):
    # x: (n, d)
    # TODO: codes (n, k)
    ...


def reconstruct(x, params):
    # TODO: images (n, d)
    ...


def loss_and_grads(x, params):
    # TODO: the loss and a dict of the gradients of w, b and c
    ...


def train_step(x, params, lr):
    # TODO: the loss before the step and a new dict of parameters
    ...
