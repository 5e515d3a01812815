"""np.unique and np.add.at; frequencies first, since the length of a row cancels a factor."""

import numpy as np


def bag_of_words(documents, vocabulary=None):
    flat = [(i, t) for i, d in enumerate(documents) for t in d]
    names = tuple(sorted({t for _, t in flat})) if vocabulary is None else tuple(vocabulary)
    where = dict(zip(names, range(len(names))))
    known = np.array([(i, where[t]) for i, t in flat if t in where], dtype=np.int64).reshape(-1, 2)
    counts = np.zeros((len(documents), len(names)), np.int64)
    np.add.at(counts, (known[:, 0], known[:, 1]), 1)
    return names, counts


def inverse_document_frequency(counts):
    return 1 - np.log1p(np.count_nonzero(counts, axis=0)) + np.log1p(counts.shape[0])


def tf_idf(counts, idf):
    share = counts / np.maximum(counts.sum(1), 1)[:, None]
    w = np.einsum("ij,j->ij", share, idf)
    norm = np.linalg.norm(w, axis=1)
    w[norm > 0] /= norm[norm > 0][:, None]
    return w
