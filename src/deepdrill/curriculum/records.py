"""What the curriculum knows of a learner, and what it says to them."""

from datetime import date, datetime
from enum import StrEnum

import msgspec

from deepdrill.content.records import Level, Round
from deepdrill.recall.records import Variant

__all__ = [
    "Cell",
    "Estimate",
    "Evidence",
    "Item",
    "Mastery",
    "Missing",
    "Profile",
    "Readiness",
    "Reason",
    "RoundReadiness",
    "Seen",
    "Sitting",
    "Step",
]


class Profile(msgspec.Struct, frozen=True, kw_only=True):
    """What a learner gets ready for."""

    role: str
    """Id of a role in `content/roles.toml`."""
    level: Level
    interview_on: date | None = None
    minutes_a_day: int = 30


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """One attempt as the estimate of ability sees it. A void attempt is none, nor is a live check."""

    drill: str
    at: datetime
    score: float
    """0 to 1, as an interviewer would count it: see `score_of`."""
    aided: bool = False
    """A hint or the solution was open."""
    variant: Variant = Variant.WHOLE


class Cell(msgspec.Struct, frozen=True, array_like=True):
    """What is known of one topic in one round, in information form: drills' messages added up."""

    precision: float
    weighted: float
    """Precision times mean, in logits."""
    discount: float
    """Sum of the logarithms by which older information was discounted so far; only differences of it mean anything."""
    learned: float
    """Sum of the logits by which practice was taken to have raised it; likewise."""
    last: float
    """Of the last evidence: days since 1970, UTC."""
    held: float
    """Days over which what is known here holds: it grows with evidence that is spread over time."""


class Seen(msgspec.Struct, frozen=True, array_like=True):
    """What one drill has told so far, about ability less difficulty."""

    precision: float
    weighted: float
    """Both without the last sitting."""
    score: float
    """Of the last sitting: its best."""
    recall: float
    """Chance that it was still remembered when that sitting began."""
    stability: float
    """Of that memory, in days, before the sitting; 0 where it was the first."""
    last: float
    """When that sitting began: days since 1970, UTC."""
    discount: float
    learned: float
    """The cell's, when this was written."""
    said_precision: float
    said_weighted: float
    """What it adds to its cell: no more than a drill can say whose difficulty is only guessed."""


class Estimate(msgspec.Struct, frozen=True, kw_only=True):
    """Everything known of a learner's ability; small, and enough to go on from without the attempts."""

    schema: int = 2
    cells: dict[str, Cell] = {}
    """By "topic/round"."""
    drills: dict[str, Seen] = {}
    """By path."""
    attempts: int = 0


class Mastery(msgspec.Struct, frozen=True, kw_only=True):
    """The chance to solve a middling drill of one topic in one round, unaided."""

    topic: str
    round: Round
    p: float
    low: float
    high: float
    """Nine in ten learners with this history lie between `low` and `high`."""
    attempts: float
    """How many fresh attempts the evidence is worth; 0 where everything is prior."""


class Missing(msgspec.Struct, frozen=True, kw_only=True):
    """Evidence that is not there yet."""

    topic: str
    round: Round
    share: float
    """Of this round's questions."""
    says: str


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """A drill that would raise readiness, and by how much."""

    drill: str
    minutes: float
    gain_an_hour: float
    """Of the chance to pass this round, for each hour spent so."""
    says: str


class RoundReadiness(msgspec.Struct, frozen=True, kw_only=True):
    """The chance to pass one round of the interview."""

    round: Round
    p: float
    low: float
    high: float
    """Nine in ten."""
    share: float
    """Of the interview's time for this role."""
    attempts: float
    """How many fresh attempts speak of it."""
    missing: tuple[Missing, ...]
    """Largest share first."""
    best: tuple[Step, ...]
    """Largest gain an hour first."""


class Readiness(msgspec.Struct, frozen=True, kw_only=True):
    """How ready a learner is, round by round; there is no single figure on purpose."""

    role: str
    level: Level
    at: datetime
    rounds: tuple[RoundReadiness, ...]
    """In the order of their share."""


class Reason(StrEnum):
    """Why an item is in a sitting, in the order in which a sitting shows them."""

    ASKED_FOR = "asked_for"
    """Something else asked for it, such as the debrief of an interview."""
    DUE = "due"
    """Done before; doing it now is worth most on the day."""
    WEAKEST = "weakest"
    """New, in a topic and round that is weak and within reach."""
    NEW = "new"
    """New, and it counts for the role."""
    STRETCH = "stretch"
    """A little too hard."""
    PLACEMENT = "placement"


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """One thing to do now."""

    drill: str
    variant: Variant
    minutes: float
    reason: Reason
    why: str
    """One line to the learner."""


class Sitting(msgspec.Struct, frozen=True, kw_only=True):
    """What to do in one stretch of practice, in order."""

    items: tuple[Item, ...]
    minutes: float
    """Of the items together; a single item may be longer than what was asked for, nothing else may."""
