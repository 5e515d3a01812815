"""Notice that something is denied: "the variance does not grow" is no way to say that it grows.

Vectors do not see it: a statement and its denial lie side by side. Words do, for about half of the denials.
"""

import re
from collections.abc import Sequence

from deepdrill.grading.notation import matchable, plain
from deepdrill.grading.rubric import ReadyPoint, content_stems, recall
from deepdrill.grading.sentences import Piece, clauses

__all__ = ["cue_is_denied", "point_is_denied"]

_OF_A_CUE = re.compile(
    r"\b(?:not(?! (?:sure|only|just))|no|never|nor|none|without|cannot|hardly|rather than|instead of|myth|false|wrong"
    r"|untrue|contrary|misconception|misunderstanding|mistaken|naive|exaggerat\w*|confus\w*"
    r"|(?:people|some|many) (?:often |may |might )?(?:say|think|believe|claim|hope)"
    r"|(?:claim|belief) that|(?:would|'d) expect|tempting|nobody|no 1|\w+n't)\b"
)
_AFTER_A_CUE = re.compile(
    r"^\W*(?:\w+\W+){0,8}?(?:is|are|would be|sounds?|seems?) "
    r"(?:(?:a|an|the|only|just|simply|common|classic|popular|widespread) )*"
    r"(?:myth|mistake|error|misconception|misunderstanding|exaggerat\w*|wrong|false|untrue|nonsense|naive|misleading|cheating)\b"
)
"""Words of the same clause that refuse it, such as "… is a common mistake"."""
_BEFORE = 6
"""Words before a cue among which a denial turns it around."""

_OF_A_CLAUSE = re.compile(r"\b(?:not|never|cannot|\w+n't|false|untrue|wrong|nor|neither)\b")
_NEGATIVE = re.compile(r"\b(?:not|no|never|cannot|\w+n't|without|nor|hardly|neither|none|nothing)\b")


def cue_is_denied(text: str, cue: str, place: int) -> bool:
    """Tell whether the words around a cue deny it; a cue that is a denial itself is not turned around."""
    before, after = " ".join(text[:place].split()[-_BEFORE:]), text[place + len(cue) :]
    return bool(_OF_A_CUE.search(before) or _AFTER_A_CUE.search(after)) and not _OF_A_CUE.search(cue)


def point_is_denied(ready: ReadyPoint, text: str, nearest: Sequence[Piece]) -> bool:
    """Tell whether the clause that comes closest to a point denies what the point's own phrasing does not deny.

    Measured on 760 points that the grader would have been sure are covered: true of 1% of those that were, and of half
    of the phrasings when a "not" was put into them.
    """
    parts = [clause for piece in nearest for clause in clauses(text, piece)]
    stems = {clause: frozenset(content_stems(clause.words)) for clause in parts}
    closest = max(parts, key=lambda clause: ready.recall(stems[clause]) + ready.share(clause.matchable))
    if not _OF_A_CLAUSE.search(closest.matchable):
        return False
    said = max(range(len(ready.phrasings)), key=lambda place: recall(ready.phrasings[place], stems[closest]))
    return not _NEGATIVE.search(matchable(plain(ready.point.say[said])))
