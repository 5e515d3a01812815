# /// mistake
# fails = "follows_the_rule_sample_by_sample"
# says = "You judge all samples of an epoch with the weights from its start: correct at once, so that the next sample meets the new weights."
# ///
import numpy as np


def train(x, y, max_epochs=100):
    w, b = np.zeros(x.shape[1]), 0.0
    for epoch in range(1, max_epochs + 1):
        mistakes = 0
        wrong = y * (x @ w + b) <= 0
        mistakes = wrong.sum()
        w = w + (y[wrong, None] * x[wrong]).sum(axis=0)
        b = b + y[wrong].sum()
        if mistakes == 0:
            return w, float(b), epoch
    return w, float(b), max_epochs


def predict(x, w, b):
    return np.where(x @ w + b >= 0, 1, -1)
