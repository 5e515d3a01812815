"""Find misconceptions that an answer seems to voice.

The author's cue words find them; the twin, the right statement beside the wrong one, vetoes: a clause counts only if it
lies about as near to what is wrong as to what is right. A vector alone cannot tell the two apart.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from deepdrill.grading.denial import cue_is_denied
from deepdrill.grading.notation import meets
from deepdrill.grading.rubric import ReadyMisconception, Rubric
from deepdrill.grading.sentences import Piece, clauses
from deepdrill.grading.words import MisconceptionGrade

if TYPE_CHECKING:
    from deepdrill.grading.encoder import Vectors

__all__ = ["voiced"]

MARGIN = -0.02
"""How much nearer to the wrong statement than to the right one a clause has to lie."""

Embed = Callable[[Sequence[str]], "Vectors"]


@dataclass(frozen=True, kw_only=True)
class Twins:
    """A wrong statement and the right one beside it, as vectors of their phrasings."""

    wrong: "Vectors"
    right: "Vectors"

    def lie_wrong(self, vectors: "Vectors") -> bool:
        """Tell whether one of some vectors lies nearer to what is wrong, or nearly so."""
        margin = (vectors @ self.wrong.T).max(axis=1) - (vectors @ self.right.T).max(axis=1)
        return bool(margin.max() > MARGIN)


def voiced(
    rubric: Rubric, text: str, pieces: Sequence[Piece], vectors: "Vectors", *, embed: Embed, known: Embed
) -> tuple[MisconceptionGrade, ...]:
    """List the misconceptions that an answer seems to voice, each with the first sentence that does.

    Args:
        rubric: Made ready.
        text: The answer.
        pieces: Its sentences.
        vectors: Of the sentences.
        embed: Gives vectors of the learner's clauses.
        known: Gives vectors of the rubric's statements.
    """
    found = []
    for ready in rubric.misconceptions:
        one = ready.misconception
        twins = Twins(wrong=known(one.wrong), right=known(one.right))
        for piece, vector in zip(pieces, vectors, strict=True):
            if _voices(twins, _suspects(ready, text, piece), piece, vector, embed):
                grade = MisconceptionGrade(
                    id=one.id, quote=piece.span, wrong=one.wrong[0], right=one.right[0], explain=one.explain
                )
                found.append(grade)
                break
    return tuple(found)


def _suspects(ready: ReadyMisconception, text: str, sentence: Piece) -> list[Piece]:
    """List the clauses of a sentence that may voice a misconception; the sentence itself is one of them."""
    if not (ready.wrong_cue.meet(sentence.matchable) and ready.anchor.meet(sentence.matchable)):
        return []
    parts = [clause for clause in clauses(text, sentence) if clause.span != sentence.span]
    return [one for one in (sentence, *parts) if _says(ready, one)]


def _voices(twins: Twins, suspects: Sequence[Piece], sentence: Piece, vector: "Vectors", embed: Embed) -> bool:
    """Tell whether one of the suspects lies wrong; the sentence's own vector is there already."""
    if sentence in suspects and twins.lie_wrong(vector[None]):
        return True
    parts = [one.text for one in suspects if one is not sentence]
    return bool(parts) and twins.lie_wrong(embed(parts))


def _says(ready: ReadyMisconception, clause: Piece) -> bool:
    """Tell whether a clause has a wrong cue that it does not deny, and no right cue."""
    said = clause.matchable
    if ready.right_cue.meet(said):
        return False
    return any(not cue_is_denied(said, cue, place) for cue in ready.wrong_cue.spellings for place in meets(said, cue))
