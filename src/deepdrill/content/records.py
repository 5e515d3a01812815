"""What a content folder holds, as frozen records.

A drill is the same for every kind up to its `body`; the body's class *is* the kind. Nothing here reads a file
(`reading`) or runs one (`judge`, `grading`).
"""

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

__all__ = [
    "Answer",
    "Body",
    "Calculate",
    "Case",
    "Cause",
    "Claim",
    "Debug",
    "Drill",
    "Equivalent",
    "Explain",
    "Fault",
    "Followup",
    "Implement",
    "Kind",
    "Lab",
    "Ladder",
    "Level",
    "Library",
    "Limits",
    "Misconception",
    "Mistake",
    "Parameter",
    "Point",
    "Predict",
    "Skill",
    "Stage",
    "Topic",
    "WrongFormula",
]


class Kind(StrEnum):
    """How a drill asks."""

    EXPLAIN = "explain"
    CALCULATE = "calculate"
    IMPLEMENT = "implement"
    DEBUG = "debug"
    LAB = "lab"
    CASE = "case"


class Level(StrEnum):
    """Who is asked this in a real interview."""

    FRESHER = "fresher"
    MID = "mid"
    SENIOR = "senior"


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One thing wrong in one content file, and what to do about it."""

    path: Path
    line: int
    """1-based; 0 where the fault is the file itself (missing, not text)."""
    what: str
    remedy: str

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}" if self.line else f"{self.path}"
        return f"{place}  {self.what}\n    {self.remedy}"


@dataclass(frozen=True, kw_only=True)
class Skill:
    """One thing the syllabus demands of a candidate."""

    id: str
    topic: str
    kind: str
    """concept, compare, implement, system, diagnose, case or skill."""
    level: Level
    asks: str


@dataclass(frozen=True, kw_only=True)
class Topic:
    """A node of the curriculum."""

    id: str
    title: str
    area: str
    needs: tuple[str, ...]
    """Topics that come before this one."""
    page: str
    """Markdown of `topic.md`; empty where none is written yet."""


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What a submission may use; exceeding one is a verdict, not an error."""

    wall_s: float = 10.0
    """For the whole submission, all checks together."""
    memory_mb: int = 1024
    """Private memory beyond what the warm interpreter already holds."""


@dataclass(frozen=True, kw_only=True)
class Claim:
    """One check as the learner reads it before it runs."""

    name: str
    says: str
    """The first line of the check's docstring, one sentence."""
    line: int


@dataclass(frozen=True, kw_only=True)
class Mistake:
    """A wrong solution that people really write."""

    name: str
    path: Path
    code: str
    fails: str
    """Name of the check that it must fail."""
    says: str
    """One sentence to the learner: what happened and what to do."""


@dataclass(frozen=True, kw_only=True)
class Equivalent:
    """A change of the solution that changes nothing that the prompt promises, so that no check can see it."""

    before: str
    """The statement as `deepdrill proof --strength` writes it, on one line."""
    after: str
    reason: str
    line: int
    """Of `equivalents.toml`."""


@dataclass(frozen=True, kw_only=True)
class Followup:
    """What the interviewer asks next."""

    asks: str
    answer: str


@dataclass(frozen=True, kw_only=True)
class Implement:
    """Write code that meets every claim of the prompt."""

    defines: tuple[str, ...]
    """Names that the submission must bind at module level."""
    forbids: tuple[str, ...]
    """Names that the submission may not mention, such as the built-in that is asked for."""
    limits: Limits
    starter: str
    solution: str
    claims: tuple[Claim, ...]
    mistakes: tuple[Mistake, ...]
    equivalents: tuple[Equivalent, ...] = ()


@dataclass(frozen=True, kw_only=True)
class WrongFormula:
    """A wrong turn that people take in a calculation."""

    name: str
    says: str


@dataclass(frozen=True, kw_only=True)
class Calculate:
    """Work out a number with a unit; `numbers.py` draws fresh inputs each time."""

    unit: str
    """The unit of the answer, in `pint`'s spelling; "" for a bare number."""
    tolerance: float
    """Relative error that still counts as right."""
    code: str
    """Source of `numbers.py`: draw, answer, working, and one function per wrong formula."""
    wrong: tuple[WrongFormula, ...]


@dataclass(frozen=True, kw_only=True)
class Point:
    """One thing that a complete answer says."""

    id: str
    weight: float
    say: tuple[str, ...]
    must: tuple[tuple[str, ...], ...]
    formula: tuple[str, ...]
    hint: str


@dataclass(frozen=True, kw_only=True)
class Misconception:
    """A wrong statement that people really make, beside the right one."""

    id: str
    wrong: tuple[str, ...]
    right: tuple[str, ...]
    anchor: tuple[str, ...]
    wrong_cue: tuple[str, ...]
    right_cue: tuple[str, ...]
    explain: str


@dataclass(frozen=True, kw_only=True)
class Answer:
    """A sample answer that declares what it contains."""

    name: str
    text: str
    covers: tuple[str, ...]
    voices: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Explain:
    """Say it in two to ten sentences."""

    full_at: float
    points: tuple[Point, ...]
    misconceptions: tuple[Misconception, ...]
    reference: str
    answers: tuple[Answer, ...]
    evidence: str
    """Source of `evidence.py`; empty where no claim of the answer can be computed."""


@dataclass(frozen=True, kw_only=True)
class Cause:
    """A reason why a run goes wrong that the learner may name."""

    id: str
    says: str
    true: bool


@dataclass(frozen=True, kw_only=True)
class Debug:
    """Find out why a run does not learn, and repair the cause."""

    broken: str
    solution: str
    causes: tuple[Cause, ...]
    claims: tuple[Claim, ...]
    limits: Limits


@dataclass(frozen=True, kw_only=True)
class Parameter:
    """A knob of a lab."""

    name: str
    says: str
    default: float | int | str | bool
    choices: tuple[float | int | str | bool, ...]


@dataclass(frozen=True, kw_only=True)
class Predict:
    """A question that a lab asks before it runs."""

    asks: str
    choices: tuple[str, ...]
    right: int
    because: str


@dataclass(frozen=True, kw_only=True)
class Lab:
    """Turn a knob, predict, then look."""

    experiment: str
    """Source of `experiment.py`."""
    parameters: tuple[Parameter, ...]
    predicts: tuple[Predict, ...]
    limits: Limits


@dataclass(frozen=True, kw_only=True)
class Stage:
    """One step of a case."""

    id: str
    title: str
    prompt: str


@dataclass(frozen=True, kw_only=True)
class Case:
    """Build a system end to end, stage by stage."""

    stages: tuple[Stage, ...]
    claims: tuple[Claim, ...]
    limits: Limits


Body = Explain | Calculate | Implement | Debug | Lab | Case


@dataclass(frozen=True, kw_only=True)
class Drill:
    """One thing to practise; `path` ("topic/slug") is its permanent id."""

    path: str
    folder: Path
    kind: Kind
    title: str
    level: Level
    minutes: int
    frequency: int
    """How many of the 117 sources read ask for it (shared interview study); 0 where nobody counted."""
    covers: tuple[str, ...]
    """Skill ids."""
    needs: tuple[str, ...]
    """Paths of drills that come before this one."""
    sources: tuple[str, ...]
    revision: int
    """Raised when an old verdict no longer says anything about the present drill."""
    prompt: str
    hints: tuple[str, ...]
    """Three rungs: a nudge, the idea, almost the answer."""
    followups: tuple[Followup, ...]
    body: Body

    @property
    def topic(self) -> str:
        """The topic that the drill lives in."""
        return self.path.partition("/")[0]


@dataclass(frozen=True, kw_only=True)
class Ladder:
    """Drills that climb to one goal, each a step up from the one before."""

    id: str
    title: str
    says: str
    """One sentence: where it leads."""
    rungs: tuple[str, ...]
    """Paths of drills, in order; a drill with faults is left out, as in the library."""

    def after(self, drill: str) -> tuple[str, ...]:
        """List the rungs above a drill; none where it is not on the ladder."""
        return self.rungs[self.rungs.index(drill) + 1 :] if drill in self.rungs else ()


@dataclass(frozen=True, kw_only=True)
class Library:
    """All content, and all that is wrong with it."""

    root: Path
    topics: dict[str, Topic]
    skills: dict[str, Skill]
    drills: dict[str, Drill]
    """By path, in the order of the curriculum; a drill with faults is left out."""
    ladders: dict[str, Ladder] = field(default_factory=dict)
    """By id, in the order of the file."""
    faulty: tuple[str, ...] = ()
    """Paths of the drills that were left out."""
    faults: tuple[Fault, ...]
