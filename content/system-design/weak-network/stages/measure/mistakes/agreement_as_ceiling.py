# /// mistake
# fails = "estimates_the_ceiling"
# says = "You gave the share of agreement, in which both inspectors err: against one of them a perfect network is wrong only where that one is."
# ///
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
    return float(agree)


def diagnosis(train, validation, ceiling, margin):
    if ceiling - validation <= margin:
        return "done"
    return "underfits" if ceiling - train >= train - validation else "overfits"
