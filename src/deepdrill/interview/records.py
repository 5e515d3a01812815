"""What an interview is, what happens in it, and what it looks like at a moment.

An `Interview` is what was agreed at the beginning; a log of events is what happened; a `Room` is what the two come to.
"""

from datetime import datetime
from enum import StrEnum

import msgspec

from deepdrill.content.records import Level, Round
from deepdrill.grading.closeness import Closeness

__all__ = [
    "Advised",
    "Answered",
    "Asked",
    "Asking",
    "Ended",
    "Event",
    "FollowUpAnswered",
    "FollowUpAsked",
    "Interview",
    "Judged",
    "Left",
    "Noted",
    "Pause",
    "Paused",
    "Report",
    "Resumed",
    "Room",
    "State",
    "Step",
    "Thing",
    "Try",
    "Turn",
    "Why",
]


class Interview(msgspec.Struct, frozen=True, kw_only=True):
    """What was agreed at the beginning; nothing of it changes."""

    id: str
    learner: str
    role: str
    """Id of a role of the library; "" for none in particular."""
    level: Level
    rounds: tuple[Round, ...]
    """In the order in which they come."""
    chosen: bool
    """By the learner; otherwise the rounds follow from the role and the minutes."""
    minutes: int
    seed: int
    begun_at: datetime


class State(StrEnum):
    """Where an interview is."""

    RUNNING = "running"
    PAUSED = "paused"
    OVER = "over"


class Why(StrEnum):
    """Why an interview ended."""

    TIME = "time"
    LEARNER = "learner"
    DONE = "done"
    """Every round had its share, or nothing was left to ask."""


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """What came of an answer, as the interviewer keeps it; the learner sees little of it before the debrief."""

    attempt: str = ""
    """Id of the attempt that was recorded; "" where none was."""
    outcome: str
    """As an attempt's, or "unreadable", or "broken" where it could not be judged by our fault."""
    score: float
    """0 to 1."""
    says: str
    """One sentence, without hidden inputs."""
    strong: tuple[str, ...] = ()
    """Points that were made, claims that hold."""
    missed: tuple[str, ...] = ()
    """Points that were not made, claims that do not hold."""
    wrong: tuple[str, ...] = ()
    """Named mistakes and possible misconceptions, each with what is right."""
    unsure: int = 0
    """Points that the grader could not tell."""

    @property
    def passed(self) -> bool:
        """Whether it counts as solved."""
        return self.outcome == "passed"

    @property
    def counts(self) -> bool:
        """Whether it says something about the learner."""
        return self.outcome not in {"unreadable", "broken"}


class Thing(msgspec.Struct, frozen=True, kw_only=True):
    """Something to do next."""

    drill: str
    reason: str


# What happens. Every event knows its moment; those of a turn know its number, from 1. A turn's own answer is step 0,
# its follow-ups are steps 1, 2, …


class _Happened(msgspec.Struct, frozen=True, kw_only=True, tag_field="event"):
    at: datetime


class Asked(_Happened, frozen=True, kw_only=True, tag="asked"):
    """A turn begins: the interviewer puts a drill."""

    turn: int
    place: int
    """Of the round in `Interview.rounds`, from 0."""
    drill: str
    revision: int
    seed: int
    because: str


class Answered(_Happened, frozen=True, kw_only=True, tag="answered"):
    """The learner hands in; code may be handed in again."""

    turn: int
    number: int
    """Of the try, from 1."""
    text: str
    late: bool = False
    """It came after the clock."""
    from_draft: bool = False
    """Nobody pressed a button: the draft was taken when the clock ran out or the interview was ended."""


class Judged(_Happened, frozen=True, kw_only=True, tag="judged"):
    """A try has been judged or graded."""

    turn: int
    number: int
    report: Report


class FollowUpAsked(_Happened, frozen=True, kw_only=True, tag="follow-up asked"):
    """The interviewer asks on."""

    turn: int
    step: int
    asks: str
    answer: str
    """The short model answer; "" for a probe of a language model."""
    by: str = "drill"
    """Whose words: "drill", "rephrased" or "probe"."""
    written: str = ""
    """As the drill has it, where a language model put it in other words."""


class FollowUpAnswered(_Happened, frozen=True, kw_only=True, tag="follow-up answered"):
    """The learner answers a follow-up; an empty text is "go on"."""

    turn: int
    step: int
    text: str
    late: bool = False
    from_draft: bool = False
    closeness: Closeness | None = None


class Left(_Happened, frozen=True, kw_only=True, tag="left"):
    """The learner goes on to the next turn."""

    turn: int


class Paused(_Happened, frozen=True, kw_only=True, tag="paused"):
    """The clock stands."""


class Resumed(_Happened, frozen=True, kw_only=True, tag="resumed"):
    """The clock runs on."""


class Noted(_Happened, frozen=True, kw_only=True, tag="noted"):
    """Something that the debrief should tell, such as a language model that did not answer."""

    says: str


class Ended(_Happened, frozen=True, kw_only=True, tag="ended"):
    """It is over; at the moment when the clock ran out, where it did."""

    why: Why


class Advised(_Happened, frozen=True, kw_only=True, tag="advised"):
    """The debrief said what to do next."""

    things: tuple[Thing, ...]


Event = Asked | Answered | Judged | FollowUpAsked | FollowUpAnswered | Left | Paused | Resumed | Noted | Ended | Advised


# What it comes to.


class Try(msgspec.Struct, frozen=True, kw_only=True):
    """One answer to a turn's drill."""

    number: int
    at: datetime
    text: str
    late: bool
    from_draft: bool
    report: Report | None = None
    """None until it is judged."""


class Asking(msgspec.Struct, frozen=True, kw_only=True):
    """A follow-up, and what the learner said to it."""

    step: int
    at: datetime
    asks: str
    answer: str
    by: str
    text: str | None = None
    """None until it is answered; "" where the learner went on without."""
    late: bool = False
    closeness: Closeness | None = None
    answered_at: datetime | None = None


class Turn(msgspec.Struct, frozen=True, kw_only=True):
    """A drill that was put, with its answers and follow-ups."""

    number: int
    place: int
    drill: str
    revision: int
    seed: int
    because: str
    at: datetime
    tries: tuple[Try, ...] = ()
    askings: tuple[Asking, ...] = ()
    left_at: datetime | None = None
    """When the learner went on to the next turn."""

    @property
    def asking(self) -> Asking | None:
        """The follow-up that waits for an answer."""
        last = self.askings[-1] if self.askings else None
        return last if last is not None and last.text is None else None

    @property
    def best(self) -> Report | None:
        """The best report that counts."""
        reports = [one.report for one in self.tries if one.report is not None and one.report.counts]
        return max(reports, key=lambda report: (report.passed, report.score), default=None)

    @property
    def open(self) -> bool:
        """Whether the drill itself still takes an answer: none was readable yet, or its code has not passed."""
        return self.left_at is None and not self.askings


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """Where in the interview something is written: a turn's own answer (0), or a follow-up."""

    turn: int
    number: int = 0


class Pause(msgspec.Struct, frozen=True, kw_only=True):
    """A stretch in which the clock stood."""

    begun_at: datetime
    ended_at: datetime | None = None


class Room(msgspec.Struct, frozen=True, kw_only=True):
    """An interview as its log tells it."""

    interview: Interview
    turns: tuple[Turn, ...] = ()
    pauses: tuple[Pause, ...] = ()
    notes: tuple[str, ...] = ()
    ended_at: datetime | None = None
    why: Why | None = None
    things: tuple[Thing, ...] | None = None
    """What the debrief advised; None before the first look at it."""
    length: int = 0
    """Events in the log: whoever appends says how many it has seen."""

    @property
    def state(self) -> State:
        """Where it is, as far as the log knows; the clock may have run out since."""
        if self.ended_at is not None:
            return State.OVER
        paused = bool(self.pauses) and self.pauses[-1].ended_at is None
        return State.PAUSED if paused else State.RUNNING

    @property
    def turn(self) -> Turn | None:
        """The last turn."""
        return self.turns[-1] if self.turns else None

    @property
    def step(self) -> Step | None:
        """What is to be answered now."""
        turn = self.turn
        if turn is None or turn.left_at is not None or self.ended_at is not None:
            return None
        return Step(turn=turn.number, number=turn.asking.step if turn.asking else 0)

    @property
    def unjudged(self) -> tuple[tuple[Turn, Try], ...]:
        """Tries that have no report yet: their judging was cut off, or is going on."""
        return tuple((turn, one) for turn in self.turns for one in turn.tries if one.report is None)
