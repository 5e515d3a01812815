"""How a debrief is put: a word for each score, and rounds beside those of earlier interviews."""

from deepdrill.content.records import Round
from deepdrill.interview import Debrief
from deepdrill.interview.debrief import TurnDebrief
from deepdrill.web.wording import Badge

__all__ = ["compared", "score_badge", "score_says", "turn_badge"]

_BANDS = (
    (0.75, Badge(word="Strong", look="passed", icon="tick")),
    (0.5, Badge(word="Fair", look="told", icon="tick")),
    (0.25, Badge(word="Thin", look="told", icon="dash")),
    (0.0, Badge(word="Weak", look="failed", icon="cross")),
)
_NONE = Badge(word="Not judged", look="waiting", icon="ring")

_OUTCOMES = {
    "passed": Badge(word="Solved", look="passed", icon="tick"),
    "not answered": Badge(word="No answer", look="waiting", icon="ring"),
    "unreadable": Badge(word="Not readable", look="waiting", icon="ring"),
    "broken": Badge(word="Our fault", look="ours", icon="bang"),
}


def score_badge(score: float | None) -> Badge:
    """Show a score as a word: a handful of drills allows no figure."""
    if score is None:
        return _NONE
    return next(badge for least, badge in _BANDS if score >= least)


def score_says(score: float | None) -> str:
    """Say a score as a word in a sentence."""
    return score_badge(score).word.lower()


def turn_badge(turn: TurnDebrief) -> Badge:
    """Show what came of a drill."""
    return _OUTCOMES.get(turn.outcome) or score_badge(turn.score)


def compared(debrief: Debrief) -> list[tuple[Round, list[str], str]]:
    """Put each round beside the same round of earlier interviews, oldest first; rounds that are new are left out."""
    rows = []
    for one in debrief.rounds:
        before = [score_says(past.score) for past in debrief.earlier if past.round is one.round]
        if before:
            rows.append((one.round, before, score_says(one.score)))
    return rows
