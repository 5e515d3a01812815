import numpy as np


def pairs(tokens, window):
    # TODO: list of (centre, context)
    ...


def noise_distribution(counts, power=0.75):
    # TODO: (V,), sums to one
    ...


def loss_and_grads(inputs, outputs, centre, context, negatives):
    # inputs, outputs: (V, d), centre, context: (b,), negatives: (b, k)
    # TODO: the loss and both gradients
    ...


def train_step(inputs, outputs, centre, context, negatives, lr):
    # TODO: update both tables in place, return the loss from before
    ...
