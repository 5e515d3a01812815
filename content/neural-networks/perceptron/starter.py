import numpy as np


def train(x, y, max_epochs=100):
    # x: (n, d), y: (n,) of +1 and -1
    # TODO: return w, b and the number of epochs made
    ...


def predict(x, w, b):
    # TODO: +1 or -1 for each row
    ...
