"""A small library to interview over, a clock that a test sets, and a panel that does as the answer says."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

from deepdrill.content.records import Drill, Explain, Followup, Form, Kind, Ladder, Level, Library, Topic
from deepdrill.errors import JudgeUnavailable, UnreadableAnswer
from deepdrill.grading.closeness import Closeness, Near
from deepdrill.interview import Book, Interviews, ListBook, Panel, Report, Thing, Underway, WrittenInterviewer
from deepdrill.interview.interviewer import Interviewer
from drill_samples import a_drill, calculate_drill, implement_drill
from word_samples import explain_drill

NINE = datetime(2026, 11, 27, 9, tzinfo=UTC)
FOLLOWUPS = (Followup(asks="And twice?", answer="Four."), Followup(asks="And without?", answer="None."))


def library(*drills: Drill, ladder: tuple[str, ...] = ()) -> Library:
    """Make a library of some drills."""
    topics = {drill.topic: Topic(id=drill.topic, title=drill.topic, area="a", needs=(), page="") for drill in drills}
    return Library(
        root=Path("content"),
        topics=topics,
        skills={},
        drills={drill.path: drill for drill in drills},
        ladders={"up": Ladder(id="up", title="Up", says="Up.", rungs=ladder)} if ladder else {},
        faults=(),
    )


def coding(path: str, **changes: object) -> Drill:
    """Make a drill of code."""
    return replace(implement_drill(path=path), followups=FOLLOWUPS, **changes)  # type: ignore[arg-type]


def theory(path: str, **changes: object) -> Drill:
    """Make a drill of words."""
    return replace(explain_drill(), path=path, followups=FOLLOWUPS, **changes)  # type: ignore[arg-type]


def arithmetic(path: str, **changes: object) -> Drill:
    """Make a drill of numbers."""
    return replace(calculate_drill(), path=path, followups=FOLLOWUPS, **changes)  # type: ignore[arg-type]


def talk(path: str) -> Drill:
    """Make a drill that is told."""
    drill = explain_drill(form=Form.TALK)
    assert isinstance(drill.body, Explain)
    return replace(drill, path=path)


SMALL = library(
    coding("attention/softmax", level=Level.MID),
    coding("attention/causal", level=Level.MID),
    coding("attention/cache", level=Level.SENIOR),
    coding("loss/entropy", level=Level.FRESHER),
    theory("attention/why-root"),
    theory("loss/why-log", level=Level.SENIOR),
    arithmetic("serving/cache-size"),
    a_drill(implement_drill().body, Kind.LAB, path="attention/lab"),
    ladder=("attention/softmax", "attention/causal"),
)


@dataclass(kw_only=True)
class Stage:
    """One learner's interviews, with all that a test wants to move."""

    now: datetime = NINE
    library: Library = SMALL
    book: Book = field(default_factory=ListBook)
    interviewer: Interviewer = field(default_factory=WrittenInterviewer)
    solved: dict[str, datetime] = field(default_factory=dict)
    advised: list[Thing] = field(default_factory=list)
    judged: list[str] = field(default_factory=list)
    ids: Iterator[int] = field(default_factory=lambda: count(1))

    def wait(self, *, minutes: float = 0, seconds: float = 0) -> None:
        """Let time go by."""
        self.now += timedelta(minutes=minutes, seconds=seconds)

    @property
    def interviews(self) -> Interviews:
        """Give them anew, as a restarted program would: only the book is the same."""
        return Interviews(
            learner="local",
            library=lambda: self.library,
            book=self.book,
            panel=Panel(code=self._three, number=self._three, words=self._two, compare=self._compare),
            interviewer=self.interviewer,
            solved=lambda: self.solved,
            advise=self.advised.append,
            clock=lambda: self.now,
            draw_id=lambda: f"i{next(self.ids)}",
            draw_seed=lambda: 7,
            underway=Underway(),
        )

    def _three(self, drill: str, text: str, seed: int) -> Report:
        assert seed >= 0
        return self._two(drill, text)

    def _two(self, drill: str, text: str) -> Report:
        self.judged.append(text)
        if "down" in text:
            raise JudgeUnavailable("The judge is away.\nStart it:  deepdrill doctor")
        if "???" in text:
            raise UnreadableAnswer("There is no number. See what is asked:  deepdrill show x")
        passed = "good" in text
        return Report(
            attempt=f"a{len(self.judged)}",
            outcome="passed" if passed else "failed",
            score=1.0 if passed else 0.2,
            says="It passes." if passed else "It does not pass: “rows sum to one” does not hold.",
            strong=("values",) if passed else (),
            missed=() if passed else ("rows sum to one",),
            wrong=() if passed else ("You forgot the shift.",),
        )

    def _compare(self, asks: str, model: str, text: str) -> Closeness | None:
        assert asks
        return Closeness(near=Near.CLOSE if text in model else Near.FAR, p=0.9 if text in model else 0.1)
