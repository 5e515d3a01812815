from collections import Counter

import numpy as np


def balanced_accuracy(labels, guesses):
    recalls = []
    for c in sorted(set(labels.tolist())):
        m = labels == c
        recalls.append((guesses[m] == c).sum() / m.sum())
    return sum(recalls) / len(recalls)


def baseline(train_labels, labels):
    counts = Counter(train_labels.tolist())
    top = sorted(counts, key=lambda c: (-counts[c], c))[0]
    return (labels == top).mean(), 1 / len(set(labels.tolist())) * (top in labels)


def ceiling(first, second, classes):
    both = [(a, b) for a, b in zip(first, second) if b != -1]
    a = sum(p == q for p, q in both) / len(both)
    k = classes
    e = np.roots([k / (k - 1), -2, 1 - a])
    if abs(e.imag).max() > 0:
        return 1 / k
    return 1 - min(e.real)


def diagnosis(train, validation, ceiling, margin):
    bias, variance = ceiling - train, train - validation
    if validation >= ceiling - margin:
        return "done"
    if bias >= variance:
        return "underfits"
    return "overfits"
