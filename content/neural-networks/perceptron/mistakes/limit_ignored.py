# /// mistake
# fails = "follows_the_rule_sample_by_sample"
# says = "You made a fixed number of epochs: stop after max_epochs."
# ///
import numpy as np


def train(x, y, max_epochs=100):
    w, b = np.zeros(x.shape[1]), 0.0
    for epoch in range(1, 301):
        mistakes = 0
        for row, label in zip(x, y):
            if label * (row @ w + b) <= 0:
                w = w + label * row
                b = b + label
                mistakes += 1
        if mistakes == 0:
            return w, float(b), epoch
    return w, float(b), max_epochs


def predict(x, w, b):
    return np.where(x @ w + b >= 0, 1, -1)
