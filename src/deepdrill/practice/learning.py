"""What follows from an attempt: how well the drill was remembered, and what it says of the learner's ability.

How a performance is rated is decided by `recall`, what it is worth as evidence by `curriculum`; where the cards and the
estimate are kept, by whoever keeps the journal. Nothing here depends on a drill's kind: a report of any kind tells how
much of it was right by its outcome, and by its checks, questions, coverage or share.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import msgspec

from deepdrill import recall
from deepdrill.content.records import Drill, Kind
from deepdrill.curriculum import Estimate, Evidence
from deepdrill.practice.records import Attempt, Says, State
from deepdrill.recall import Card, Performance, Rating, Review

if TYPE_CHECKING:
    from deepdrill.curriculum.course import Course  # NumPy: only who plans or estimates pays for it

__all__ = ["Learned", "Learning", "Told", "evidence_of", "performance_of", "review_of", "version"]

FOLD = 1
"""Raised when the same attempts give other cards or another estimate than before."""


def version() -> str:
    """Name the rules by which attempts became cards and an estimate; those of other rules are made anew."""
    return f"{FOLD}.{Estimate().schema}"


@dataclass(frozen=True, kw_only=True)
class Told:
    """A finished attempt, with the learner's own word on it where there is one."""

    attempt: Attempt
    says: Says | None = None

    @property
    def age(self) -> tuple[object, str]:
        """The order in which attempts are taken in."""
        return self.attempt.made_at, self.attempt.id


@dataclass(frozen=True, kw_only=True)
class Learned:
    """What is known of a learner from all of their attempts."""

    estimate: Estimate = field(default_factory=Estimate)
    cards: Mapping[str, Card] = field(default_factory=dict)
    """By drill."""
    made_anew_from: int = 0
    """Attempts that had to be gone through again just now, because nothing was kept or by other rules; mostly 0."""


@dataclass(frozen=True, kw_only=True)
class Learning:
    """Takes attempts in."""

    course: Callable[[], "Course"]
    """The drills as they are now."""

    def remember(self, card: Card | None, told: Told) -> Card | None:
        """Give the card of the attempt's drill after it; as it was where the library does not know the drill."""
        drill = self.course().library.drills.get(told.attempt.drill)
        if drill is None or not _tells(told.attempt):
            return card
        return recall.review(card, review_of(told.attempt, drill, told.says))

    def observe(self, estimate: Estimate, told: Iterable[Told]) -> Estimate:
        """Take in attempts in the order of their age; those at drills that the library does not know say nothing."""
        from deepdrill.curriculum.ability import observe  # noqa: PLC0415  NumPy

        course = self.course()
        drills = course.library.drills
        known = (
            evidence_of(one.attempt, drills[one.attempt.drill], one.says)
            for one in told
            if one.attempt.drill in drills and _tells(one.attempt)
        )
        return observe(course, estimate, known)

    def replay(self, told: Iterable[Told]) -> Learned:
        """Make everything anew from all attempts, in the order of their age."""
        every = tuple(told)
        cards: dict[str, Card] = {}
        for one in every:
            card = self.remember(cards.get(one.attempt.drill), one)
            if card is not None:
                cards[one.attempt.drill] = card
        return Learned(estimate=self.observe(Estimate(), every), cards=cards, made_anew_from=len(every))


def _tells(attempt: Attempt) -> bool:
    """Tell whether an attempt says something of the learner: a case that is not done yet is no case forgotten."""
    return attempt.state is State.FINISHED and (attempt.kind is not Kind.CASE or attempt.passed)


def performance_of(attempt: Attempt, drill: Drill) -> Performance:
    """Say what happened in an attempt, as far as memory and ability are concerned."""
    return Performance(
        passed=attempt.passed,
        share=1.0 if attempt.passed else _share(attempt.report),
        minutes=recall.minutes_of(drill, attempt.variant),
        seconds=attempt.spent_s,
        hints=attempt.hints,
        saw_solution=attempt.saw_solution,
        tries=attempt.tries,
        variant=attempt.variant,
    )


def review_of(attempt: Attempt, drill: Drill, says: Says | None = None) -> Review:
    """Rate an attempt; a learner who says that they knew it, or only guessed, knows better than the rules."""
    rating = recall.rate(performance_of(attempt, drill))
    return Review(
        drill=drill.path,
        at=attempt.made_at,
        rating=_corrected(rating, says),
        variant=attempt.variant,
        minutes=None if attempt.spent_s is None else attempt.spent_s / 60,
        by="attempt" if says is None else "learner",
    )


def evidence_of(attempt: Attempt, drill: Drill, says: Says | None = None) -> Evidence:
    """Say what an attempt tells of ability.

    A lucky guess tells nothing good. That one knew it after all changes when the drill comes back, but not this:
    readiness rests on what was shown.
    """
    from deepdrill.curriculum.ability import score_of  # noqa: PLC0415  NumPy

    score = score_of(performance_of(attempt, drill))
    return Evidence(
        drill=drill.path,
        at=attempt.made_at,
        score=0.0 if says is Says.GUESSED else score,
        aided=bool(attempt.hints) or attempt.saw_solution,
        variant=attempt.variant,
    )


def _corrected(rating: Rating, says: Says | None) -> Rating:
    match says:
        case Says.KNEW:
            return max(rating, Rating.GOOD)
        case Says.GUESSED:
            return Rating.AGAIN
        case None:
            return rating


class _Check(msgspec.Struct):
    outcome: str = ""


class _Question(msgspec.Struct):
    chosen: int
    right: int


class _Report(msgspec.Struct):
    """What reports of all kinds have in common."""

    checks: tuple[_Check, ...] = ()
    questions: tuple[_Question, ...] = ()
    verdict: "_Report | None" = None
    coverage: float | None = None
    full_at: float = 1.0
    share: float | None = None


_reports = msgspec.json.Decoder(_Report)


def _share(report: str | None) -> float:
    """Say how much of a failed attempt was right; a report that does not tell counts as nothing right."""
    try:
        return min(1.0, max(0.0, _told(_reports.decode(report or "{}"))))
    except msgspec.DecodeError:
        return 0.0


def _told(report: _Report) -> float:
    if report.share is not None:
        return report.share
    if report.coverage is not None:
        return report.coverage / (report.full_at or 1.0)
    if report.verdict is not None:
        return _told(report.verdict)
    right = [check.outcome == "passed" for check in report.checks]
    right += [question.chosen == question.right for question in report.questions]
    return sum(right) / len(right) if right else 0.0
