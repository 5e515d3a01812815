import torch


def sparsity_at(step, begin, end, final):
    # TODO: a float from 0 to final
    ...


def masks_for(weights, sparsity):
    # weights: a list of tensors
    # TODO: a list of boolean tensors, True stays
    ...


def train_step(weights, gradients, masks, velocities, lr, momentum):
    # TODO: return the new weights and the new velocities
    ...
