"""Cut an answer into sentences and clauses, each with its place in the learner's text.

Work is bounded whatever is pasted: only the beginning is looked at, in so many pieces of a bounded length.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from deepdrill.grading.notation import compact, matchable, plain, words_of
from deepdrill.grading.words import Span

__all__ = ["LONGEST", "MOST_READ", "MOST_SENTENCES", "Piece", "clauses", "joined", "sentences"]

MOST_READ = 8_000
"""Characters: four times the longest answer that anybody gives in an interview."""

MOST_SENTENCES = 100
"""So many of the usual length fill what is read."""

LONGEST = 45
"""Words of a sentence; what runs on is cut here."""

_SHORT_FORMS = "".join(
    rf"(?<!\b{short})"
    for short in (r"e\.g\.", r"i\.e\.", r"i\.i\.d\.", r"w\.r\.t\.", r"vs\.", r"cf\.", r"al\.", r"approx\.")
)
"""What ends in a point and no sentence. A single letter does end one: "the score has variance d."."""
_END = re.compile(
    rf"""
    (?<=[.!?…]){_SHORT_FORMS}["')\]]*\s+
    | ;\s | \n\s*\n | \n\s*(?=[-*•]\s|\d+[.)]\s) | (?<=:)\s*\n
    """,
    re.VERBOSE | re.IGNORECASE,
)
_JOINT = re.compile(
    r"""
    [,;:()]+\s | \s[-\u2013\u2014]+\s | \s*(?:->|→|⇒|=>)\s*
    | \s(?=(?:but|because|so|since|while|whereas|which|although|though|however|hence|therefore|then)\s)
    | \s(?=(?:and|or|if|when|until)\s)
    """,
    re.VERBOSE | re.IGNORECASE,
)
_TOKEN = re.compile(r"\S{1,40}")
_LETTER = re.compile(r"\w")
_SHORTEST_CLAUSE = 3


@dataclass(frozen=True, kw_only=True)
class Piece:
    """A stretch of an answer; its forms for comparing are made when they are asked for."""

    span: Span
    text: str
    """As the learner wrote it, on one line."""

    @cached_property
    def plain(self) -> str:
        """Lower case, formulas in one spelling."""
        return plain(self.text)

    @cached_property
    def words(self) -> tuple[str, ...]:
        """Its words, lower case."""
        return tuple(words_of(self.plain))

    @cached_property
    def matchable(self) -> str:
        """The form in which stems are looked for."""
        return matchable(self.plain)

    @cached_property
    def compact(self) -> str:
        """The form in which formulas are looked for."""
        return compact(self.plain)


def sentences(text: str) -> list[Piece]:
    """Cut an answer into sentences; one without an end is cut into lengths."""
    read = text[:MOST_READ]
    spans = [span for start, end in _between(read, _END, 0, len(read)) for span in _lengths(read, start, end)]
    pieces = (_piece(text, *span) for span in spans)
    return list(islice((piece for piece in pieces if piece.words), MOST_SENTENCES))


def clauses(text: str, sentence: Piece) -> list[Piece]:
    """Cut a sentence at its joints; what is too short to say anything stays with its neighbour."""
    spans: list[Span] = []
    for start, end in _between(text, _JOINT, *sentence.span):
        if spans and (_short(text, start, end) or _short(text, *spans[-1])):
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
    return [_piece(text, *span) for span in spans]


def joined(text: str, first: Piece, last: Piece) -> Piece:
    """Give the stretch from one piece to another."""
    return _piece(text, first.span[0], last.span[1])


def _short(text: str, start: int, end: int) -> bool:
    return len(words_of(text[start:end])) < _SHORTEST_CLAUSE


def _between(text: str, mark: re.Pattern[str], start: int, end: int) -> Iterator[Span]:
    """Give the stretches between marks, without the blanks around them."""
    begin = start
    for found in [*mark.finditer(text, start, end), None]:
        stop = found.start() if found else end
        inside = text[begin:stop]
        if _LETTER.search(inside):
            yield begin + len(inside) - len(inside.lstrip()), begin + len(inside.rstrip())
        begin = found.end() if found else end


def _lengths(text: str, start: int, end: int) -> Iterator[Span]:
    tokens = list(_TOKEN.finditer(text, start, end))
    for first in range(0, len(tokens), LONGEST):
        part = tokens[first : first + LONGEST]
        yield part[0].start(), part[-1].end()


def _piece(text: str, start: int, end: int) -> Piece:
    return Piece(span=(start, end), text=" ".join(text[start:end].split()))
