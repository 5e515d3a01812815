import numpy as np


def loss_and_gradients(x, y, w, b):
    # x: (m, d), y: (m,), w: (d, classes), b: (classes,)
    # TODO: return the mean cross-entropy and its gradients
    ...


def train(x, y, classes, lr, epochs, batch_size, seed):
    # TODO: return w, b and the mean loss of each epoch
    ...
