"""What an answer looks like as a whole: a copied question, a list of keywords, shuffled words, a long detour.

A guard caps what the grader may give, and says so. It never takes away a point that the learner vouches for. The
numbers were chosen on the library's sample answers and on attacks (`benchmarks/agreement.py` measures both).
"""

import re
from collections.abc import Sequence

from deepdrill.content.records import Form
from deepdrill.grading.order import Order
from deepdrill.grading.rubric import FUNCTION_WORDS, Rubric, content_stems
from deepdrill.grading.sentences import Piece
from deepdrill.grading.words import Guard

__all__ = ["guards_of"]

NEW_AT_LEAST = 0.3
"""Of the words that carry meaning, the share that is not in the question."""

LINKED_AT_LEAST = 0.2
"""Function words and signs such as "=" or "→" for each word; lists of keywords have .1 or less, terse answers .3."""

FEWEST_FOR_A_LIST = 6

IN_ORDER_AT_LEAST = -0.06
FEWEST_FOR_ORDER = 35
"""Of 1,163 answers one of 30 words and one of 20 fall below it and no longer one; of their words shuffled 97 % do."""

SENTENCES_HAVE = 0.3
"""The share of function words below which word order says nothing, as in a telegram."""

LONG = 150
"""Words from which a text may be a detour: a minute of speech."""

ON_TOPIC = 0.4
"""The least cosine of a sentence with some phrasing of some point that makes it serve the answer."""

SERVES_AT_LEAST = 0.45
"""The share of sentences that serve: .5 or more in references, .4 or less in four pasted answers to other questions."""

_LINK = re.compile(r"->|[<>!]?=|[<>~+*/^@|&:]")

_COPIED = Guard(id="question-copied", cap=0.03, says="This mostly repeats the question: say it in your own words.")
_LIST = Guard(
    id="keywords", cap=0.2, says="This reads like a list of keywords: write sentences, as you would say them."
)
_SHUFFLED = Guard(
    id="word-salad", cap=0.2, says="The words are not in an order that makes sentences: write it as you would say it."
)
_DETOUR = "More than half of this has little to do with the question: keep to what was asked."


def guards_of(
    form: Form, pieces: Sequence[Piece], rubric: Rubric, order: Order, on_topic: Sequence[float]
) -> tuple[Guard, ...]:
    """List what limits an answer.

    Args:
        form: What the drill asks for; a bare list answers `enumerate`.
        pieces: The sentences of the answer.
        rubric: Made ready.
        order: Which kind of word follows which.
        on_topic: For each sentence its largest cosine with a phrasing.
    """
    words = [word for piece in pieces for word in piece.words]
    found = []
    if _copies(words, rubric):
        found.append(_COPIED)
    if form is not Form.ENUMERATE and _lists(words, pieces):
        found.append(_LIST)
    if _is_shuffled(words, order):
        found.append(_SHUFFLED)
    if form is Form.TALK:  # of the learner's own work: no rubric knows what it is about
        return tuple(found)
    serves = sum(near >= ON_TOPIC for near in on_topic) / len(on_topic)
    if len(words) >= LONG and serves < SERVES_AT_LEAST:
        found.append(Guard(id="unfocused", factor=round(serves / SERVES_AT_LEAST, 2), says=_DETOUR))
    return tuple(found)


def _copies(words: Sequence[str], rubric: Rubric) -> bool:
    content = set(content_stems(words))
    return len(content - rubric.asked) < NEW_AT_LEAST * len(content)


def _lists(words: Sequence[str], pieces: Sequence[Piece]) -> bool:
    links = sum(len(_LINK.findall(piece.plain)) for piece in pieces)
    return len(words) >= FEWEST_FOR_A_LIST and links + _functional(words) < LINKED_AT_LEAST * len(words)


def _is_shuffled(words: Sequence[str], order: Order) -> bool:
    if len(words) < FEWEST_FOR_ORDER or _functional(words) < SENTENCES_HAVE * len(words):
        return False
    return order.score(words) < IN_ORDER_AT_LEAST


def _functional(words: Sequence[str]) -> int:
    return sum(word in FUNCTION_WORDS for word in words)
