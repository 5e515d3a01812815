"""Are the causes that a learner names those of the run, and would the test have caught it?

Pure: the drill's causes and tests, and what was named. A cause that was missed is counted and not given away; one that
was named says why it is the cause, or why it is not.
"""

from collections.abc import Sequence

import msgspec

from deepdrill.content.records import Debug, Drill
from deepdrill.content.spelling import did_you_mean
from deepdrill.errors import UsageError

__all__ = ["CausesGrade", "ChosenTest", "NamedCause", "choose_test", "grade_causes"]


class NamedCause(msgspec.Struct, frozen=True, kw_only=True):
    """One cause that the learner named."""

    id: str
    says: str
    true: bool
    because: str


class CausesGrade(msgspec.Struct, frozen=True, kw_only=True):
    """What the causes are worth that were named."""

    named: tuple[NamedCause, ...]
    """In the order of the drill."""
    missed: int
    """True causes that were not named."""

    @property
    def found(self) -> int:
        """How many of the named ones are true."""
        return sum(cause.true for cause in self.named)

    @property
    def right(self) -> bool:
        """Whether all true causes are named and no other."""
        return not self.missed and self.found == len(self.named)


class ChosenTest(msgspec.Struct, frozen=True, kw_only=True):
    """The test that the learner says would have caught it."""

    id: str
    says: str
    right: bool
    because: str


def grade_causes(drill: Drill, body: Debug, ids: Sequence[str]) -> CausesGrade:
    """Grade the causes that were named.

    Raises:
        UsageError: None was named, or one that the drill does not list.
    """
    if not ids:
        raise UsageError(f"Name at least one cause. They are listed by:  deepdrill show {drill.path}")
    known = {cause.id: cause for cause in body.causes}
    _refuse_unknown(drill, "cause", ids, list(known))
    named = tuple(
        NamedCause(id=cause.id, says=cause.says, true=cause.true, because=cause.because)
        for cause in body.causes
        if cause.id in ids
    )
    missed = sum(cause.true for cause in body.causes) - sum(cause.true for cause in named)
    return CausesGrade(named=named, missed=missed)


def choose_test(drill: Drill, body: Debug, test: str) -> ChosenTest | None:
    """Look up the test that was chosen; None where none was.

    Raises:
        UsageError: The drill lists no such test.
    """
    if not test:
        return None
    known = {one.id: one for one in body.tests}
    _refuse_unknown(drill, "test", [test], list(known))
    found = known[test]
    return ChosenTest(id=found.id, says=found.says, right=found.right, because=found.because)


def _refuse_unknown(drill: Drill, noun: str, ids: Sequence[str], known: list[str]) -> None:
    for word in ids:
        if word not in known:
            advice = did_you_mean(word, known, f"the {noun}s are {', '.join(known)}.")
            raise UsageError(
                f'{drill.path} has no {noun} "{word}": {advice} They are listed by:  deepdrill show {drill.path}'
            )
