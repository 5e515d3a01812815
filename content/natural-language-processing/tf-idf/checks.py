"""Checks of bag of words and TF-IDF against counting with list.count and sums in Python floats."""

import math
from typing import Any

import numpy as np

from deepdrill.judge.checks import Trial, check

Array = np.ndarray[Any, Any]
WORDS = ["a", "the", "Zoo", "cat", "cats", "dog", "mat", "sat", "on", "10", "2", "über", "don't", "-"]


def draw(trial: Trial, n: int, longest: int, kinds: int = 6) -> list[list[str]]:
    """Draw documents; the first is never empty, and repeats a word."""
    words = trial.dice.sample(WORDS, kinds)
    documents = [[trial.dice.choice(words) for _ in range(trial.size(1, longest))] for _ in range(n)]
    documents[0] += [documents[0][0]] * 2
    return documents


def table(documents: list[list[str]], vocabulary: list[str]) -> Array:
    """Count each token of the vocabulary in each document."""
    rows = [[tokens.count(token) for token in vocabulary] for tokens in documents]
    return np.array(rows, dtype=np.int64).reshape(len(documents), len(vocabulary))


def draw_counts(trial: Trial, n: int, v: int) -> Array:
    """Draw counts; about half of them are zero."""
    return (trial.integers(n, v, low=-3, high=4).clamp(min=0)).numpy()


def idf_of(counts: Array) -> Array:
    """Follow the formula token by token."""
    n = len(counts)
    return np.array([1 + math.log(1 + n) - math.log(1 + sum(c > 0 for c in column)) for column in counts.T.tolist()])


def weights_of(counts: Array, idf: Array) -> Array:
    """Weight and normalise row by row."""
    rows = []
    for row in counts.tolist():
        weighted = [count * weight for count, weight in zip(row, idf.tolist(), strict=True)]
        length = math.hypot(*weighted)
        rows.append([weight / length if length else 0.0 for weight in weighted])
    return np.array(rows).reshape(counts.shape)


@check
def counts_every_token(trial: Trial) -> None:
    """The vocabulary is every distinct token, sorted, and each count says how often it occurs in that document."""
    for n, longest, kinds in ((1, 3, 2), (3, 4, 5), (5, 12, 9)):
        documents = draw(trial, n, longest, kinds)
        vocabulary = sorted(set().union(*documents))
        trial.same(trial.call("bag_of_words", documents), (vocabulary, table(documents, vocabulary)), what="the result")


@check
def keeps_a_given_vocabulary(trial: Trial) -> None:
    """A given vocabulary keeps its order and its unused tokens; tokens outside it are ignored."""
    for n, longest in ((2, 4), (4, 8)):
        documents = draw(trial, n, longest)
        for size in (7, 3, 0):
            vocabulary = trial.dice.sample(WORDS, size)
            seen = trial.call("bag_of_words", documents, vocabulary)
            trial.same(seen, (vocabulary, table(documents, vocabulary)), what="the result")
        unknown = ["moon", "sun"]
        seen = trial.call("bag_of_words", [*documents, []], unknown)
        trial.same(seen, (unknown, np.zeros((n + 1, 2), dtype=np.int64)), what="the result for unknown tokens")


@check
def rare_tokens_weigh_more(trial: Trial) -> None:
    """The idf is ln((1 + n)/(1 + df)) + 1 with df the number of documents that hold the token."""
    for n, v in ((1, 2), (4, 3), (7, 5)):
        counts = draw_counts(trial, n, v)
        counts[0, 0] = 5
        counts[:, -1] = 0  # df = 0: in a given vocabulary, but in no document
        trial.same(trial.call("inverse_document_frequency", counts), idf_of(counts), what="idf")


@check
def rows_are_weighted_and_of_length_one(trial: Trial) -> None:
    """Each weight is count times the given idf, and each row is divided by its Euclidean length."""
    for n, v in ((1, 2), (3, 4), (6, 5)):
        counts = draw_counts(trial, n, v)
        counts[:, 1] += 2
        idf = trial.uniform(v, low=1.0, high=4.0).double().numpy()  # from other documents
        trial.same(trial.call("tf_idf", counts, idf), weights_of(counts, idf), what="the weights", terms=v)


@check
def empty_documents_stay_zero(trial: Trial) -> None:
    """A document without any known token gives a row of zeros, no NaN."""
    documents = [[], *draw(trial, 2, 4), []]
    vocabulary = sorted(set().union(*documents))
    counts = table(documents, vocabulary)
    trial.same(trial.call("bag_of_words", documents), (vocabulary, counts), what="the result")
    idf = idf_of(counts)
    trial.same(trial.call("inverse_document_frequency", counts), idf, what="idf")
    trial.same(trial.call("tf_idf", counts, idf), weights_of(counts, idf), what="the weights", terms=len(vocabulary))
    small = np.array([[0, 0], [0, 3]])
    weak = np.array([1.0, 1e-3])
    trial.same(trial.call("tf_idf", small, weak), weights_of(small, weak), what="the weights")


@check
def leaves_its_arguments(trial: Trial) -> None:
    """Documents, vocabulary, counts and idf stay as they are, and transposed counts will do."""
    documents, vocabulary = draw(trial, 3, 5), trial.dice.sample(WORDS, 4)
    after = trial.after("bag_of_words", documents, vocabulary)
    trial.same(list(after), [documents, vocabulary], what="what the arguments are after bag_of_words")
    counts = draw_counts(trial, 4, 3).T
    idf = trial.uniform(4, low=1.0, high=3.0).double().numpy()
    trial.same(trial.call("inverse_document_frequency", counts), idf_of(counts), what="idf")
    trial.same(trial.call("tf_idf", counts, idf), weights_of(counts, idf), what="the weights", terms=4)
    trial.same(trial.after("inverse_document_frequency", counts)[0], counts, what="counts after the call")
    left = trial.after("tf_idf", counts, idf)
    trial.same(left[0], counts, what="counts after the call")
    trial.same(left[1], idf, what="idf after the call", relative=0.0)
