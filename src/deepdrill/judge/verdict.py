"""The judge's report on a submission: a versioned record with one JSON form.

The field names are a contract (`schema`); tools and pages read them. Nothing here decides anything.
"""

from enum import StrEnum
from typing import Literal

import msgspec

__all__ = [
    "CheckDone",
    "CheckReport",
    "CheckStarted",
    "Crash",
    "Diagnosis",
    "Event",
    "Failure",
    "Logged",
    "Measurement",
    "Outcome",
    "Program",
    "Row",
    "RunDone",
    "RunReport",
    "Shown",
    "Submission",
    "Times",
    "Timing",
    "Verdict",
    "VerdictReady",
    "from_json",
    "to_json",
]


class Outcome(StrEnum):
    """How it ended, for a check and for a submission."""

    PASSED = "passed"
    FAILED = "failed"
    CRASHED = "crashed"
    """The learner's code raised, or its process died."""
    TIMED_OUT = "timed out"
    OUT_OF_MEMORY = "out of memory"
    REFUSED = "refused"
    """Not run: a forbidden name, too long, not text."""
    BROKEN = "broken"
    """Our fault: shown, never recorded against the learner."""
    CANCELLED = "cancelled"
    """A newer submission took its place; nobody's fault, never recorded."""
    SKIPPED = "skipped"
    """Not reached: an earlier check ended the process. Only for checks."""
    FINISHED = "finished"
    """A program came to its end. Only for runs, of which nobody asks whether they are right."""

    @property
    def counts(self) -> bool:
        """Whether it says anything about what was handed in: not where we failed, nor where nobody waited for it."""
        return self not in {Outcome.BROKEN, Outcome.CANCELLED}


class Submission(msgspec.Struct, frozen=True, kw_only=True):
    """Code handed in for a drill."""

    drill: str
    code: str
    seed: int
    """Of the fresh inputs; the same seed draws the same inputs again."""
    stage: str = ""
    """Of a case: which stage the code is for, or "own" to try the learner's own table; "" for other drills."""
    modules: dict[str, str] = {}
    """Of a case: the learner's files of the other stages by name, which the code may import."""
    table: str = ""
    """Of a case: the path of the learner's own table, which the checks read; "" without one."""
    brief: bool = False
    """Only whether it passes is asked: stop at the first check that fails, and look for no reason."""
    diagnose: bool = True
    """Look for the known mistakes that explain what fails."""


class Program(msgspec.Struct, frozen=True, kw_only=True):
    """A training program that is to be run and watched, not judged."""

    drill: str
    code: str
    seed: int
    """Given to its `train`: the same one, the same curves."""


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """One value as the learner sees it."""

    name: str
    kind: str
    """Such as "float32 (2, 3, 5)"."""
    text: str
    """The numbers, shortened in the middle."""


class Failure(msgspec.Struct, frozen=True, kw_only=True):
    """What was claimed and what was seen, on the smallest input that failed."""

    message: str
    """One sentence."""
    call: str = ""
    """Such as "attention(q, k, v, mask=mask)"."""
    inputs: tuple[Shown, ...] = ()
    expected: Shown | None = None
    seen: Shown | None = None
    largest_difference: float | None = None
    tolerance: float | None = None


class Crash(msgspec.Struct, frozen=True, kw_only=True):
    """The learner's own exception, at their own line."""

    error: str
    """Its type, such as "RuntimeError"."""
    message: str
    line: int = 0
    """1-based line of the submission; 0 where none is known."""
    source: str = ""
    """That line's text."""
    traceback: str = ""
    """Only frames of the submission."""


class Measurement(msgspec.Struct, frozen=True, kw_only=True):
    """What one call cost, without a clock."""

    certified: bool
    """The operators were run again by the judge itself and gave the same output; otherwise this is only a claim."""
    why_not: str = ""
    """A clause that says why it is not certified."""
    operators: int
    """How many different ones."""
    flops: int
    peak_bytes: int
    """The most that was alive at once, arguments and parameters not counted."""
    largest_elements: int
    """Entries of the largest tensor made."""


class CheckReport(msgspec.Struct, frozen=True, kw_only=True):
    """One claim of the prompt, tested."""

    name: str
    claim: str
    outcome: Outcome
    failure: Failure | None = None
    crash: Crash | None = None
    wall_s: float = 0.0
    measured: Measurement | None = None
    """Of the call that the check measured, where it measured one."""


class Diagnosis(msgspec.Struct, frozen=True, kw_only=True):
    """A known mistake that behaves as the submission does."""

    mistake: str
    says: str
    checks: tuple[str, ...]
    """The failed checks that it explains."""


class Times(msgspec.Struct, frozen=True, kw_only=True):
    """Where the time went, in seconds of wall clock."""

    wait_s: float = 0.0
    """Until a learner process was ready."""
    load_s: float = 0.0
    """Reading and running the submission's module."""
    checks_s: float = 0.0
    diagnosis_s: float = 0.0
    total_s: float = 0.0


class Timing(msgspec.Struct, frozen=True, kw_only=True):
    """How long a submission and a reference took for the same work on the same GPU; no verdict rests on it."""

    name: str
    says: str
    ours_ms: float
    """The submission's, median."""
    reference_ms: float
    bytes_moved: int = 0
    """What must at least be read and written; 0 where the author does not say."""


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """The judge's report on one submission."""

    schema: Literal[1] = 1
    drill: str
    revision: int
    outcome: Outcome
    message: str
    """One sentence: what happened and what to do next."""
    checks: tuple[CheckReport, ...] = ()
    diagnosis: tuple[Diagnosis, ...] = ()
    crash: Crash | None = None
    """Where the submission ended before any check ran."""
    output: str = ""
    """What the submission printed, shortened to what is kept."""
    output_dropped: bool = False
    seed: int
    isolation: tuple[str, ...] = ()
    """The layers that held, such as "namespaces", "landlock"."""
    times: Times = Times()


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """What a program logged at once."""

    step: float
    values: dict[str, float | None]
    """By the name of the series; None where the number was not finite."""


class RunReport(msgspec.Struct, frozen=True, kw_only=True):
    """What came of running a program."""

    schema: Literal[1] = 1
    drill: str
    revision: int
    outcome: Outcome
    message: str
    """One sentence: how it ended and what to do next."""
    rows: tuple[Row, ...] = ()
    """Everything that it logged, in order."""
    rows_dropped: int = 0
    """How many rows more it logged than are kept."""
    crash: Crash | None = None
    output: str = ""
    output_dropped: bool = False
    seed: int
    wall_s: float = 0.0
    isolation: tuple[str, ...] = ()


class CheckStarted(msgspec.Struct, frozen=True, kw_only=True, tag="check started", tag_field="event"):
    """A check begins."""

    name: str


class CheckDone(msgspec.Struct, frozen=True, kw_only=True, tag="check done", tag_field="event"):
    """A check ended."""

    report: CheckReport


class VerdictReady(msgspec.Struct, frozen=True, kw_only=True, tag="verdict", tag_field="event"):
    """The last event of every submission."""

    verdict: Verdict


class Logged(msgspec.Struct, frozen=True, kw_only=True, tag="logged", tag_field="event"):
    """A running program has logged something."""

    rows: tuple[Row, ...]


class RunDone(msgspec.Struct, frozen=True, kw_only=True, tag="run done", tag_field="event"):
    """The last event of every program that is only run."""

    report: RunReport


Event = CheckStarted | CheckDone | VerdictReady | Logged | RunDone


def to_json(record: Verdict | RunReport | Event) -> str:
    """Write a verdict, a run or an event as one line of JSON."""
    return msgspec.json.encode(record).decode()


def from_json(text: str | bytes) -> Verdict:
    """Read a verdict back; raises `msgspec.ValidationError` for another schema."""
    return msgspec.json.decode(text, type=Verdict)
