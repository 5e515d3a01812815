import numpy as np


def bag_of_words(documents, vocabulary=None):
    # None means "make one"; an empty list is a vocabulary like any other.
    if vocabulary is None:
        vocabulary = sorted({token for tokens in documents for token in tokens})
    column = {token: j for j, token in enumerate(vocabulary)}
    counts = np.zeros((len(documents), len(vocabulary)), dtype=np.int64)  # (n, V)
    for i, tokens in enumerate(documents):
        for token in tokens:
            # A new document may hold words that were never seen: they have no column.
            if token in column:
                counts[i, column[token]] += 1
    return list(vocabulary), counts


def inverse_document_frequency(counts):
    # In how many documents, not how often: one document that repeats a word makes it no commoner.
    df = (counts > 0).sum(axis=0)  # (V,)
    # The ones act like one more document that holds every token, so nothing is divided by zero.
    return np.log((1 + len(counts)) / (1 + df)) + 1


def tf_idf(counts, idf):
    # The idf is given and not recomputed: a new document is weighted by what the training documents say.
    weights = counts * idf  # (n, V)
    length = np.sqrt((weights**2).sum(axis=1, keepdims=True))  # (n, 1)
    # A document without a known word has length 0: 0/1 stays 0 where 0/0 would be NaN.
    return weights / np.where(length > 0, length, 1.0)
