# /// mistake
# fails = "rows_are_weighted_and_of_length_one"
# says = "You recomputed the idf from these counts: use the one that was given, which may come from the training documents."
# ///
import numpy as np


def bag_of_words(documents, vocabulary=None):
    if vocabulary is None:
        vocabulary = sorted({token for tokens in documents for token in tokens})
    column = {token: j for j, token in enumerate(vocabulary)}
    counts = np.zeros((len(documents), len(vocabulary)), dtype=np.int64)
    for i, tokens in enumerate(documents):
        for token in tokens:
            if token in column:
                counts[i, column[token]] += 1
    return list(vocabulary), counts


def inverse_document_frequency(counts):
    df = (counts > 0).sum(axis=0)
    return np.log((1 + len(counts)) / (1 + df)) + 1


def tf_idf(counts, idf):
    weights = counts * inverse_document_frequency(counts)
    length = np.sqrt((weights**2).sum(axis=1, keepdims=True))
    return weights / np.where(length > 0, length, 1.0)
