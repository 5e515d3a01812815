# /// mistake
# fails = "keeps_a_given_vocabulary"
# says = "A token outside the given vocabulary raised an error: skip it, new documents always bring new words."
# ///
import numpy as np


def bag_of_words(documents, vocabulary=None):
    if vocabulary is None:
        vocabulary = sorted({token for tokens in documents for token in tokens})
    column = {token: j for j, token in enumerate(vocabulary)}
    counts = np.zeros((len(documents), len(vocabulary)), dtype=np.int64)
    for i, tokens in enumerate(documents):
        for token in tokens:
            counts[i, column[token]] += 1
    return list(vocabulary), counts


def inverse_document_frequency(counts):
    df = (counts > 0).sum(axis=0)
    return np.log((1 + len(counts)) / (1 + df)) + 1


def tf_idf(counts, idf):
    weights = counts * idf
    length = np.sqrt((weights**2).sum(axis=1, keepdims=True))
    return weights / np.where(length > 0, length, 1.0)
