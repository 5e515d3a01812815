"""What a content folder holds, as frozen records.

A drill is the same for every kind up to its `body`; the body's class *is* the kind. Nothing here reads a file
(`reading`) or runs one (`judge`, `grading`).
"""

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from deepdrill.content.plots import Picture

__all__ = [
    "Answer",
    "Asked",
    "Body",
    "Calculate",
    "Case",
    "Cause",
    "Chart",
    "Claim",
    "Debug",
    "Drill",
    "Equivalent",
    "Explain",
    "Fault",
    "Followup",
    "Form",
    "ImageTable",
    "Implement",
    "Kind",
    "Lab",
    "Ladder",
    "Level",
    "Library",
    "Limits",
    "LogChart",
    "Misconception",
    "Mistake",
    "Parameter",
    "Part",
    "Plain",
    "Point",
    "Predict",
    "Role",
    "Round",
    "Skill",
    "Stage",
    "Topic",
    "WouldCatch",
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


class Form(StrEnum):
    """What an explain drill asks for; a bare list answers `enumerate` and nothing else."""

    EXPLAIN = "explain"
    COMPARE = "compare"
    ENUMERATE = "enumerate"
    DEFINE = "define"
    DESIGN = "design"
    """A system on a canvas: requirements, data, model, metrics, serving, failure."""
    TALK = "talk"
    """Something told to people, part by part."""


class Round(StrEnum):
    """What a part of an interview tests."""

    CODING = "coding"
    THEORY = "theory"
    DEBUGGING = "debugging"
    ARITHMETIC = "arithmetic"
    DESIGN = "design"
    TALK = "talk"
    MIXED = "mixed"
    """A little of each; no drill is of this round by itself."""


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
    pictures: dict[str, Picture] = field(default_factory=dict)
    """By name; `topic.md` says where each stands."""


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
    packages: tuple[str, ...]
    """Packages that a submission needs besides torch and numpy, by the name of their import."""
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
    part: str = ""
    """Id of the part of the canvas that it belongs to; "" where there is no canvas."""


@dataclass(frozen=True, kw_only=True)
class Part:
    """A field of a canvas, which stands in the answer's text under a heading."""

    id: str
    title: str
    asks: str


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
    partly: tuple[str, ...]
    """Points that it touches without making them."""
    voices: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Explain:
    """Say it in two to ten sentences."""

    full_at: float
    """The share of the points, by weight, that counts as a complete answer."""
    form: Form
    points: tuple[Point, ...]
    misconceptions: tuple[Misconception, ...]
    reference: str
    answers: tuple[Answer, ...]
    evidence: str
    """Source of `evidence.py`; empty where no claim of the answer can be computed."""
    parts: tuple[Part, ...] = ()
    """The fields of the canvas that it is answered on; none where it is answered in one piece."""


@dataclass(frozen=True, kw_only=True)
class Cause:
    """A reason why a run goes wrong that the learner may name."""

    id: str
    says: str
    true: bool
    because: str
    """Why it is the cause, or why it cannot be; shown once it has been named."""
    check: str
    """Name of the check that tells whether this cause is repaired; empty where it is not true."""


@dataclass(frozen=True, kw_only=True)
class WouldCatch:
    """A test that might have caught what is wrong before anybody trained for hours."""

    id: str
    says: str
    right: bool
    because: str
    """Why it would have caught it, or why it would not; shown once it has been chosen."""


@dataclass(frozen=True, kw_only=True)
class LogChart:
    """Which of the logged series are drawn together."""

    title: str
    series: tuple[str, ...]
    log: bool
    """On a logarithmic scale."""


@dataclass(frozen=True, kw_only=True)
class Debug:
    """Find out why a run does not learn, and repair the cause."""

    defines: tuple[str, ...]
    """Names that the program must keep at module level; `train(seed, log)` is always one."""
    metric: str
    """Name of the check that trains under hidden seeds and demands the result."""
    charts: tuple[LogChart, ...]
    limits: Limits
    broken: str
    solution: str
    causes: tuple[Cause, ...]
    tests: tuple[WouldCatch, ...]
    claims: tuple[Claim, ...]
    mistakes: tuple[Mistake, ...]
    """Repairs that people try and that do not repair the cause."""


Plain = bool | int | float | str
"""What a knob of a lab may be set to."""


@dataclass(frozen=True, kw_only=True)
class Parameter:
    """A knob of a lab: one of some choices, or a number within a range."""

    name: str
    says: str
    default: Plain
    choices: tuple[Plain, ...] = ()
    """Empty where it has a range."""
    low: float | None = None
    high: float | None = None
    """The ends of the range, both included; None where it has choices."""


@dataclass(frozen=True, kw_only=True)
class Chart:
    """One set of axes on which a lab draws curves."""

    id: str
    title: str
    """What it shows, in a few words."""
    x: str
    y: str
    """Names of the axes, units included."""
    log: str
    """The logarithmic axes: "", "x", "y" or "x y"."""
    marks: str
    """lines or dots."""


@dataclass(frozen=True, kw_only=True)
class Predict:
    """A question that a lab asks before it runs; a function of `experiment.py` settles which choice is right."""

    id: str
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
    charts: tuple[Chart, ...]
    predicts: tuple[Predict, ...]
    packages: tuple[str, ...]
    """Packages that it needs besides torch and numpy, by the name of their import."""
    programs: tuple[str, ...] = ()
    """Programs of the machine that it starts, such as git."""
    limits: Limits
    """The run with every knob at its default ends within `wall_s` on one core."""


@dataclass(frozen=True, kw_only=True)
class Stage:
    """One step of a case: code that is judged on numbers, and an argument that is graded."""

    id: str
    """Also the name of its file in the learner's folder, without `.py`."""
    title: str
    prompt: str
    """Markdown."""
    asks: str
    """What the argument has to answer, one or two sentences."""
    code: Implement
    argument: Explain

    @property
    def file(self) -> str:
        """The name of the learner's file."""
        return f"{self.id}.py"


@dataclass(frozen=True, kw_only=True)
class ImageTable:
    """What a folder of the learner's own images becomes: a table with a column for each pixel."""

    side: int
    """Pixels, of both sides."""
    kinds: int
    """How many subfolders there may be."""


@dataclass(frozen=True, kw_only=True)
class Case:
    """Build a system end to end, stage by stage."""

    stages: tuple[Stage, ...]
    data: str
    """Source of `data.py`, which makes what the learner gets and what the checks hold back."""
    own: Implement | None
    """How a learner's own table is tried (`own/`); None where a case cannot."""
    images: ImageTable | None = None
    """How a folder of images becomes such a table; None where a case has nothing to do with images."""

    def stage(self, id_: str) -> Stage | None:
        """Find a stage."""
        return next((stage for stage in self.stages if stage.id == id_), None)


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

    @property
    def round(self) -> Round:
        """The round of an interview that asks such a thing."""
        if isinstance(self.body, Explain):
            return _ROUNDS_OF_FORMS.get(self.body.form.value, Round.THEORY)
        return _ROUNDS_OF_KINDS[self.kind]


_ROUNDS_OF_FORMS = {"design": Round.DESIGN, "talk": Round.TALK}
_ROUNDS_OF_KINDS = {
    Kind.EXPLAIN: Round.THEORY,
    Kind.CALCULATE: Round.ARITHMETIC,
    Kind.IMPLEMENT: Round.CODING,
    Kind.DEBUG: Round.DEBUGGING,
    Kind.LAB: Round.THEORY,  # nobody runs an experiment in an interview; they ask what it would show
    Kind.CASE: Round.DESIGN,
}


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
class Asked:
    """A thing to write from memory that public sets of coding questions name, and the drills that practise it."""

    id: str
    title: str
    mark: str
    """high or med: how often it is named."""
    drills: tuple[str, ...]
    """Paths; a drill with faults is left out, and nothing at all means that it is still to be written."""


@dataclass(frozen=True, kw_only=True)
class Role:
    """What interviews for one kind of post weigh."""

    id: str
    title: str
    says: str
    """One sentence: who this is."""
    rounds: dict[Round, float]
    """Share of the interview; they add up to one."""
    topics: dict[str, float]
    """Share of the questions; they add up to one, and a topic that is not there is not asked."""


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
    asked: tuple[Asked, ...] = ()
    """What coding rounds ask for, in the order of the file."""
    roles: dict[str, Role] = field(default_factory=dict)
    """By id, in the order of the file."""
    faulty: tuple[str, ...] = ()
    """Paths of the drills that were left out."""
    faults: tuple[Fault, ...]
