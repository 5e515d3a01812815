"""The most frequent tag against a look to the left, and what accuracy per word means per sentence."""

import itertools
import math

import torch

from deepdrill.lab.evidence import Evidence, claim

NOUN, VERB, ARTICLE, PRONOUN = range(4)
WORDS = {0: (NOUN,), 1: (VERB,), 2: (NOUN, VERB), 3: (ARTICLE,), 4: (PRONOUN,)}
"""Of a toy language; word 2 is noun or verb."""


def sentence(evidence: Evidence) -> list[tuple[int, int]]:
    """Make one: subject, verb, object; word and tag for each place."""

    def noun() -> tuple[int, int]:
        return (2 if evidence.uniform(1).item() < 0.5 else 0, NOUN)

    verb = (2 if evidence.uniform(1).item() < 0.5 else 1, VERB)
    subject = [(4, PRONOUN)] if evidence.uniform(1).item() < 0.5 else [(3, ARTICLE), noun()]
    return [*subject, verb, (3, ARTICLE), noun()]


@claim
def the_neighbour_decides(evidence: Evidence) -> None:
    """With an ambiguous word in a toy language the most frequent tag errs; a look at the previous tag does not."""
    text = [sentence(evidence) for _ in range(500)]
    counts = torch.zeros(5, 4)
    for word, tag in itertools.chain.from_iterable(text):
        counts[word, tag] += 1
    wrong = {"most frequent tag": 0, "with the previous tag": 0}
    total = 0
    for one in text:
        before = None
        for word, tag in one:
            total += 1
            wrong["most frequent tag"] += int(counts[word].argmax()) != tag
            guess = WORDS[word][0] if len(WORDS[word]) == 1 else (NOUN if before == ARTICLE else VERB)
            wrong["with the previous tag"] += guess != tag
            before = guess
    for name, errors in wrong.items():
        evidence.row(tagger=name, right_of_all_words=round(1 - errors / total, 3))
    evidence.require(wrong["most frequent tag"] > 0.05 * total, "The most frequent tag hardly errs.")
    evidence.require(wrong["with the previous tag"] == 0, "The look to the left errs.")


@claim
def per_word_and_per_sentence(evidence: Evidence) -> None:
    """97% per word is 54% of sentences of twenty words without an error, if errors are independent."""
    for p in (0.90, 0.97, 0.99):
        evidence.row(right_per_word=p, sentences_of_20_without_error=round(p**20, 3))
    evidence.require(math.isclose(0.97**20, 0.544, abs_tol=1e-3), "It is another number.")


@claim
def viterbi_finds_the_best_sequence(evidence: Evidence) -> None:
    """Keeping the best way to each tag gives the same sequence as trying all, at n K^2 instead of K^n steps."""
    n, k = 7, 4
    emit, move = evidence.normal(n, k), evidence.normal(k, k)
    best, way = emit[0], []
    for t in range(1, n):
        reach = best[:, None] + move + emit[t]
        best, back = reach.max(0)
        way.append(back)
    tags = [int(best.argmax())]
    for back in reversed(way):
        tags.append(int(back[tags[-1]]))
    tags.reverse()

    def score(path: tuple[int, ...]) -> float:
        steps = sum(float(move[a, b]) for a, b in itertools.pairwise(path))
        return steps + sum(float(emit[t, tag]) for t, tag in enumerate(path))

    brute = max(itertools.product(range(k), repeat=n), key=score)
    evidence.row(method="Viterbi", steps=(n - 1) * k * k, tags=str(tags))
    evidence.row(method="all sequences", steps=k**n, tags=str(list(brute)))
    evidence.require(tags == list(brute), "They differ.")
