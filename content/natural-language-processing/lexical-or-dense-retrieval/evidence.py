"""What BM25 does with counts and lengths, and where matching words and matching vectors fail."""

import math

import torch

from deepdrill.lab.evidence import Evidence, claim

K1, B = 1.2, 0.75
TEXTS = (
    "car engine road drive wheel",
    "automobile engine road drive wheel",
    "automobile engine fuel road",
    "car wheel fuel drive",
    "soup salt pepper kitchen",
    "soup kitchen spoon salt",
    "printer e4711 paper jam tray",
    "printer e4712 paper jam tray",
)
DOCUMENTS = [text.split() for text in TEXTS]
WORDS = sorted({word for document in DOCUMENTS for word in document})
MEAN = sum(map(len, DOCUMENTS)) / len(DOCUMENTS)


def gain(count: float, length: float = MEAN, b: float = B) -> float:
    """Give BM25's value of a count in a document of some length."""
    return count * (K1 + 1) / (count + K1 * (1 - b + b * length / MEAN))


def rarity(word: str) -> float:
    """Give the plain inverse document frequency."""
    return math.log(len(DOCUMENTS) / sum(word in document for document in DOCUMENTS))


def bm25(query: list[str]) -> list[float]:
    """Score all documents."""
    found = [[word for word in query if word in document] for document in DOCUMENTS]
    return [
        sum(rarity(word) * gain(document.count(word), len(document)) for word in words)
        for words, document in zip(found, DOCUMENTS, strict=True)
    ]


def dense(query: list[str], width: int = 3) -> list[float]:
    """Score all documents by the cosine of vectors from the largest singular directions of the word counts."""
    counts = torch.tensor([[float(d.count(w)) for w in WORDS] for d in DOCUMENTS], dtype=torch.float64)
    _, _, directions = torch.linalg.svd(counts, full_matrices=False)
    asked = torch.tensor([float(query.count(w)) for w in WORDS], dtype=torch.float64)
    vectors = torch.nn.functional.normalize(torch.cat((counts, asked[None])) @ directions[:width].T, dim=-1)
    return (vectors[:-1] @ vectors[-1]).tolist()


@claim
def a_word_in_every_document_counts_nothing(evidence: Evidence) -> None:
    """log(N/df) is zero for a word that all of N documents contain, and largest for a word in one of them."""
    n = 1_000
    values = []
    for df in (1, 10, 100, 1_000):
        values.append(math.log(n / df))
        evidence.row(documents_with_the_word=df, of=n, weight=round(values[-1], 3))
    evidence.require(values[-1] == 0, "The weight of a word in every document is not zero.")
    evidence.require(values == sorted(values, reverse=True), "The weight does not fall.")


@claim
def counts_saturate_and_length_is_corrected(evidence: Evidence) -> None:
    """BM25's gain from a count stays below k1 + 1, and the same count is worth less in a longer document."""
    counts = list(range(1, 31))
    gains = [gain(count) for count in counts]
    for count in (1, 2, 5, 10, 30):
        in_longer = round(gain(count, 2 * MEAN), 3)
        evidence.row(count=count, gain=round(gain(count), 3), in_a_document_twice_as_long=in_longer)
    evidence.require(gains == sorted(gains) and gains[-1] < K1 + 1, "The gain is not increasing and bounded.")
    evidence.require(gain(10) - gain(9) < 0.05 * (gain(1) - gain(0)), "The tenth occurrence adds much.")
    evidence.require(gain(2, 2 * MEAN) < gain(2), "Length makes no difference.")
    evidence.require(gain(2, 2 * MEAN, b=0) == gain(2, b=0), "With b = 0 length makes a difference.")
    evidence.plot(x="occurrences of the word", y="gain")
    evidence.curve("BM25", counts, gains)
    evidence.curve("k1 + 1", counts, [K1 + 1] * len(counts))


@claim
def words_miss_the_synonym_and_vectors_find_it(evidence: Evidence) -> None:
    """Asked for "car", BM25 gives the text on automobiles zero; vectors rank it above all texts on other things."""
    query = ["car"]
    by_words, by_vectors = bm25(query), dense(query)
    for text, a, b in zip(TEXTS, by_words, by_vectors, strict=True):
        evidence.row(document=text, BM25=round(a, 2), cosine=round(b, 2))
    evidence.require(by_words[1] == by_words[2] == 0, "BM25 scores the synonym.")
    evidence.require(min(by_vectors[1:3]) > max(by_vectors[4:]) + 0.5, f"The vectors do not find it: {by_vectors}.")


@claim
def vectors_confuse_the_codes_and_words_do_not(evidence: Evidence) -> None:
    """Asked for "e4711", vectors score the page on e4712 the same; BM25 scores only the right page."""
    query = ["e4711"]
    by_words, by_vectors = bm25(query), dense(query)
    for text, a, b in zip(TEXTS[-2:], by_words[-2:], by_vectors[-2:], strict=True):
        evidence.row(document=text, BM25=round(a, 2), cosine=round(b, 4))
    evidence.require(abs(by_vectors[-1] - by_vectors[-2]) < 1e-6, "The vectors tell the codes apart.")
    evidence.require(by_words[-2] > 0 and by_words[-1] == 0, "BM25 confuses the codes.")
