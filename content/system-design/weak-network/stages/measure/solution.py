import numpy as np


def balanced_accuracy(labels, guesses):
    # A class that does not occur has no recall: averaging a zero or a nan for it would punish nobody's mistake.
    return float(np.mean([np.mean(guesses[labels == one] == one) for one in np.unique(labels)]))


def baseline(train_labels, labels):
    # The most frequent class of the training rows: a baseline may look at the held-out labels as little as a network.
    guess = np.bincount(train_labels).argmax()
    guesses = np.full(len(labels), guess)
    return float(np.mean(guesses == labels)), balanced_accuracy(labels, guesses)


def ceiling(first, second, classes):
    twice = second >= 0
    agree = np.mean(first[twice] == second[twice])
    # (1-e)² + e²/(C-1) = a, as a quadratic in e: C/(C-1) e² - 2e + (1-a) = 0. The larger root is worse than guessing.
    square = classes / (classes - 1)
    inside = max(1 - square * (1 - agree), 0.0)
    return float(1 - (1 - inside**0.5) / square)


def diagnosis(train, validation, ceiling, margin):
    if ceiling - validation <= margin:
        return "done"
    return "underfits" if ceiling - train >= train - validation else "overfits"
