"""Written from the prompt alone: Counter, list comprehensions, math; arrays only at the end."""

import math
from collections import Counter

import numpy as np


def bag_of_words(documents, vocabulary=None):
    if vocabulary is None:
        seen = set()
        for d in documents:
            seen |= set(d)
        vocab = sorted(seen)
    else:
        vocab = list(vocabulary)
    table = np.zeros([len(documents), len(vocab)], dtype="int64")
    for r, d in enumerate(documents):
        c = Counter(d)
        for k, w in enumerate(vocab):
            table[r, k] = c[w]
    return vocab, table


def inverse_document_frequency(counts):
    n, v = counts.shape
    out = []
    for j in range(v):
        df = sum(1 for i in range(n) if counts[i, j])
        out.append(math.log((n + 1) / (df + 1)) + 1.0)
    return np.array(out, dtype=np.float64)


def tf_idf(counts, idf):
    result = np.zeros(counts.shape)
    for i in range(counts.shape[0]):
        row = [float(c) * float(w) for c, w in zip(counts[i], idf)]
        norm = math.sqrt(sum(x * x for x in row))
        if norm:
            result[i] = [x / norm for x in row]
    return result
