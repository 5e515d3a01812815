import numpy as np


def train(x, y, max_epochs=100):
    w, b = np.zeros(x.shape[1]), 0.0
    for epoch in range(1, max_epochs + 1):
        mistakes = 0
        for row, label in zip(x, y, strict=True):
            # Label and score agree in sign on the right side. Zero counts as wrong: at the start every score is 0, and
            # with < nothing would ever happen.
            if label * (row @ w + b) <= 0:
                # This raises label·score by |row|² + 1. The next sample already meets the new weights.
                w = w + label * row  # a new array: w += would be fine as well, w = row; w += would change x
                b = b + label  # the weight of an input that is always 1
                mistakes += 1
        # An epoch without a mistake changes nothing, so all later ones would be the same.
        if mistakes == 0:
            return w, float(b), epoch
    return w, float(b), max_epochs


def predict(x, w, b):
    return np.where(x @ w + b >= 0, 1, -1)  # np.sign would give a third answer, 0
