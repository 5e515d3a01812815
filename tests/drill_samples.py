"""Small drills, attempts and judges that the tests of grading, practice, store and app share."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from msgspec.structs import replace

from deepdrill.content.records import Body, Calculate, Drill, Implement, Kind, Level, Limits
from deepdrill.judge.verdict import Event, Outcome, Submission, Verdict, VerdictReady
from deepdrill.practice import Attempt, Journal, State

NOON = datetime(2026, 3, 1, 12, 0, 0, 250_000, tzinfo=UTC)

NUMBERS = """
from deepdrill.grading.calculation import wrong


def draw(rng):
    return {"layers": rng.choice([24, 32]), "tokens": rng.choice([1024, 4096])}


def answer(layers, tokens):
    return 2 * layers * tokens * 4096 * 2


def working(layers, tokens):
    return [f"Two tensors in each of {layers} layers.", rf"$2 \\cdot {layers} \\cdot {tokens} \\cdot 8192$"]


@wrong("You counted the keys but not the values: the cache holds both, so multiply by two.")
def keys_only(layers, tokens):
    return layers * tokens * 4096 * 2


@wrong("You counted one layer: every layer has its own cache, so multiply by the number of layers.")
def one_layer(layers, tokens):
    return 2 * tokens * 4096 * 2
"""


def a_drill(body: Body, kind: Kind, *, path: str, prompt: str = "", revision: int = 1) -> Drill:
    """Make a whole drill around a body."""
    return Drill(
        path=path,
        folder=Path("content") / path,
        kind=kind,
        title=path,
        level=Level.MID,
        minutes=10,
        frequency=0,
        covers=("a-skill",),
        needs=(),
        sources=("a paper",),
        revision=revision,
        prompt=prompt,
        hints=("a nudge", "the idea", "almost the answer"),
        followups=(),
        body=body,
    )


def calculate_drill(
    code: str = NUMBERS,
    *,
    unit: str = "byte",
    tolerance: float = 0.01,
    prompt: str = "How large is the cache of {layers} layers and {tokens} tokens?",
) -> Drill:
    """Make a calculate drill."""
    body = Calculate(unit=unit, tolerance=tolerance, code=code, wrong=())
    return a_drill(body, Kind.CALCULATE, path="serving/cache-size", prompt=prompt)


def implement_drill(*, path: str = "attention/softmax", revision: int = 1) -> Drill:
    """Make an implement drill."""
    body = Implement(
        defines=("softmax",),
        forbids=(),
        packages=(),
        limits=Limits(),
        starter="def softmax(x): ...",
        solution="def softmax(x):\n    return x.exp() / x.exp().sum()\n",
        claims=(),
        mistakes=(),
    )
    return a_drill(body, Kind.IMPLEMENT, path=path, revision=revision)


def an_attempt(number: int = 1, **changes: object) -> Attempt:
    """Make an attempt that has just begun."""
    attempt = Attempt(
        id=f"{number:04}",
        learner="local",
        drill="attention/softmax",
        revision=1,
        kind=Kind.IMPLEMENT,
        text="def softmax(x): return x",
        seed=7,
        made_at=NOON,
    )
    return replace(attempt, **changes)


def verdict(outcome: Outcome, drill: str = "attention/softmax") -> Verdict:
    """Make a verdict."""
    return Verdict(drill=drill, revision=1, outcome=outcome, message=f"It {outcome.value}.", seed=7)


@dataclass(kw_only=True)
class AlwaysJudges:
    """A judge that gives every submission the same outcome, and remembers what it saw."""

    outcome: Outcome
    seen: list[Submission] = field(default_factory=list)

    def judge(
        self,
        submission: Submission,
        on_event: Callable[[Event], None] | None = None,
        *,
        supersedes: str | None = None,
    ) -> Verdict:
        """Give the outcome."""
        self.seen.append(submission)
        given = replace(verdict(self.outcome, submission.drill), seed=submission.seed)
        if on_event:
            on_event(VerdictReady(verdict=given))
        return given


@dataclass(kw_only=True)
class BreakingJudges:
    """A judge that raises."""

    error: BaseException

    def judge(
        self,
        submission: Submission,
        on_event: Callable[[Event], None] | None = None,
        *,
        supersedes: str | None = None,
    ) -> Verdict:
        """Raise."""
        raise self.error


@dataclass(kw_only=True)
class PeekingJudges:
    """A judge that looks into the journal while it works."""

    journal: Journal
    states: list[State] = field(default_factory=list)

    def judge(
        self,
        submission: Submission,
        on_event: Callable[[Event], None] | None = None,
        *,
        supersedes: str | None = None,
    ) -> Verdict:
        """Pass, and note how far each attempt has come."""
        self.states += [attempt.state for attempt in self.journal.attempts("local")]
        return verdict(Outcome.PASSED)
