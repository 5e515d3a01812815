# /// mistake
# fails = "rare_tokens_weigh_more"
# says = "You left out the + 1 behind the logarithm, so a token in every document weighs nothing."
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
    return np.log((1 + len(counts)) / (1 + df))


def tf_idf(counts, idf):
    weights = counts * idf
    length = np.sqrt((weights**2).sum(axis=1, keepdims=True))
    return weights / np.where(length > 0, length, 1.0)
