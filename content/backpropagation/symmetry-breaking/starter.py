import torch


def small_random(sizes, scale, seed):
    # TODO: return a list of (weight, bias) pairs
    ...


def gradients(layers, x, y):
    # TODO: gradients of the mean squared error with respect to the weights
    ...


def distinct_rows(matrix):
    # TODO: how many rows differ?
    ...


def signal(layers, x):
    # TODO: the root mean square of each layer's output
    ...
