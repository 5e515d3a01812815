import numpy as np


def bag_of_words(documents, vocabulary=None):
    # TODO: the vocabulary as a list, and int64 counts (n, V)
    ...


def inverse_document_frequency(counts):
    # TODO: ln((1 + n) / (1 + df)) + 1 for each token
    ...


def tf_idf(counts, idf):
    # TODO: counts times idf, rows of length one
    ...
