"""A small library with one drill of each look, a judge that does as it is told, and a browser without script."""

import asyncio
import textwrap
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event as Gate
from types import MappingProxyType
from typing import Any

import httpx
from fastapi import FastAPI
from msgspec.structs import replace

from deepdrill.content.canvas import heading_of
from deepdrill.content.records import Drill, Explain
from deepdrill.grading.words import MisconceptionGrade, PointGrade, PointState, WordsGrade, words_grade
from deepdrill.judge.verdict import (
    CheckDone,
    CheckReport,
    CheckStarted,
    Crash,
    Diagnosis,
    Event,
    Failure,
    Outcome,
    Shown,
    Submission,
    Times,
    Verdict,
    VerdictReady,
)

SOFTMAX = "attention/softmax"
CACHE = "serving/cache"
WHY = "attention/why"
PLAN = "serving/plan"

FILES = {
    "curriculum.toml": """
        [[topics]]
        id = "attention"
        title = "Attention"
        area = "architectures"
        needs = []

        [[topics]]
        id = "serving"
        title = "Serving"
        area = "systems"
        needs = ["attention"]
        """,
    "ladders.toml": """
        [[ladders]]
        id = "scores"
        title = "From scores to reasons"
        says = "Write it, then say why."
        rungs = ["attention/softmax", "attention/why"]

        [[ladders]]
        id = "serving"
        title = "Serving a model"
        says = "From one step to many."
        rungs = ["attention/softmax", "serving/cache"]
        """,
    "roles.toml": """
        [[roles]]
        id = "engineer"
        title = "Engineer"
        says = "Builds things."

        [roles.rounds]
        coding = 2
        theory = 1
        arithmetic = 1

        [roles.topics]
        attention = 2
        serving = 1
        """,
    "skills.toml": """
        [[skills]]
        id = "softmax"
        topic = "attention"
        kind = "implement"
        level = "mid"
        asks = "Write softmax."
        """,
    "attention/topic.md": "Scores become weights: $\\sum_i p_i = 1$.\n\n![Weights that rise](weights)\n",
    "attention/pictures.json": """
        {"schema": 1, "pictures": [{"name": "weights", "says": "The larger score wins.", "plot": {"x": "score",
        "y": "weight", "curves": [{"name": "softmax", "xs": [0, 1, 100000], "ys": [0.5, 0.73, null]}]}}]}
        """,
    "attention/softmax/drill.toml": """
        kind = "implement"
        title = "Softmax"
        level = "mid"
        minutes = 10
        frequency = 31
        covers = ["softmax"]
        needs = []
        sources = ["Bridle 1990"]
        revision = 1

        [implement]
        defines = ["softmax"]
        forbids = ["softmax_fast"]
        """,
    "attention/softmax/prompt.md": """
        Write `softmax(x)`: $p_i = e^{x_i} / \\sum_j e^{x_j}$.

        A broken formula $\\frac{$ stays readable, and <script>alert(1)</script> stays text.

        ```python
        softmax(x)  # (B, T) -> (B, T)
        ```
        """,
    "attention/softmax/starter.py": "def softmax(x):\n    raise NotImplementedError  # TODO\n",
    "attention/softmax/solution.py": "def softmax(x):\n    return 'worked answer'\n",
    "attention/softmax/checks.py": '''
        from deepdrill.judge.checks import check


        @check
        def sums_to_one(trial):
            """Each row sums to one."""


        @check
        def large_scores(trial):
            """Scores of 1e4 give no `nan`."""
        ''',
    "attention/softmax/mistakes/no_shift.py": """
        # /// mistake
        # fails = "large_scores"
        # says = "You did not subtract the largest score."
        # ///
        def softmax(x):
            return 'no shift'
        """,
    "attention/softmax/hints.md": """
        ## A nudge

        What is $e^{1000}$?

        ## The idea

        Subtract the maximum.

        ## Almost the answer

        `x - x.max()`
        """,
    "attention/softmax/followups.md": """
        ## And its gradient?

        The Jacobian.

        ## And in half precision?

        It overflows sooner.
        """,
    "attention/why/drill.toml": """
        kind = "explain"
        title = "Why softmax"
        level = "fresher"
        minutes = 3
        frequency = 0
        covers = ["softmax"]
        needs = ["attention/softmax"]
        sources = ["Bridle 1990"]
        revision = 1
        """,
    "attention/why/prompt.md": "Why not divide by the sum?\n",
    "attention/why/hints.md": "## One\n\na\n\n## Two\n\nb\n\n## Three\n\nc\n",
    "attention/why/followups.md": "## Why e?\n\nIt is its own derivative.\n\n## Why not 2?\n\nOne could.\n",
    "attention/why/rubric.toml": """
        [[points]]
        id = "positive"
        weight = 1.0
        say = ["scores may be negative"]
        hint = "What of a negative score?"

        [[misconceptions]]
        id = "speed"
        wrong = ["it is faster"]
        right = ["it is positive"]
        anchor = ["softmax"]
        wrong_cue = ["faster"]
        right_cue = ["positive"]
        explain = "It is slower."
        """,
    "attention/why/reference.md": "Because scores may be negative.\n",
    **{
        f"attention/why/answers/{name}.md": f'+++\ncovers = ["positive"]\nvoices = []\n+++\nAnswer {name}.\n'
        for name in ("a", "b", "c", "d")
    },
    "serving/cache/drill.toml": """
        kind = "calculate"
        title = "Size of the cache"
        level = "senior"
        minutes = 5
        frequency = 2
        covers = ["softmax"]
        needs = []
        sources = ["Own"]
        revision = 1

        [calculate]
        unit = "byte"
        tolerance = 0.01
        """,
    "serving/cache/prompt.md": "How many bytes do {tokens} tokens take at 2 bytes of keys and 2 of values each?\n",
    "serving/cache/numbers.py": """
        from deepdrill.grading.calculation import wrong


        def draw(rng):
            return {"tokens": rng.randrange(1000, 2000)}


        def answer(tokens):
            return 4.0 * tokens


        def working(tokens):
            return [f"$4 \\\\cdot {tokens} = {4 * tokens}$"]


        @wrong("You counted the keys but not the values.")
        def keys_only(tokens):
            return 2.0 * tokens
        """,
    "serving/cache/hints.md": "## One\n\nKeys.\n\n## Two\n\nValues.\n\n## Three\n\nBoth.\n",
    "serving/cache/followups.md": "## With groups?\n\nFewer.\n\n## In 8 bits?\n\nHalf.\n",
}


CANVAS = {
    "serving/plan/drill.toml": """
        kind = "explain"
        title = "Design a cache"
        level = "senior"
        minutes = 40
        frequency = 0
        covers = ["softmax"]
        needs = []
        sources = ["Own"]
        revision = 1

        [explain]
        form = "talk"
        """,
    "serving/plan/prompt.md": "Design it, part by part.\n",
    "serving/plan/hints.md": "## One\n\na\n\n## Two\n\nb\n\n## Three\n\nc\n",
    "serving/plan/followups.md": "## At ten times the load?\n\nShards.\n\n## At a tenth?\n\nOne machine.\n",
    "serving/plan/rubric.toml": """
        [[parts]]
        id = "data"
        title = "Data"
        asks = "What is kept"

        [[parts]]
        id = "failure"
        title = "Failure"
        asks = "What goes wrong"

        [[points]]
        id = "keys"
        part = "data"
        weight = 1.0
        say = ["keys are kept"]
        hint = "What is kept?"

        [[points]]
        id = "evict"
        part = "failure"
        weight = 1.0
        say = ["the oldest are evicted"]
        hint = "What when it is full?"
        """,
    "serving/plan/reference.md": "## Data\n\nkeys\n\n## Failure\n\nevict\n",
    **{
        f"serving/plan/answers/{name}.md": f'+++\ncovers = ["keys"]\nvoices = []\n+++\n## Data\n\nkeys {name}\n'
        for name in ("a", "b", "c", "d")
    },
}
"""One drill more, answered on a canvas; `write_library` adds it where a test asks for it."""


class WordForWord:
    """A grader that finds a point where the answer has its id, doubts it at "perhaps", and hears "sum" as a mistake."""

    def grade(self, drill: Drill, text: str) -> WordsGrade:
        """Grade an answer."""
        assert isinstance(drill.body, Explain)
        heard = text.find("sum")
        return words_grade(
            drill=drill.path,
            revision=drill.revision,
            form=drill.body.form,
            grader="test",
            grader_version="1",
            points=tuple(
                replace(self._point(point.id, point.say[0], point.hint, text), part=heading_of(drill.body, point))
                for point in drill.body.points
            ),
            misconceptions=()
            if heard < 0
            else (
                MisconceptionGrade(id="sum", quote=(heard, heard + 3), wrong="w", right="r", explain="It is *not*."),
            ),
            full_at=drill.body.full_at,
        )

    def _point(self, id_: str, says: str, hint: str, text: str) -> PointGrade:
        at = text.find(id_)
        p = 0.5 if "perhaps" in text else 0.9 if at >= 0 else 0.1
        state = PointState.UNSURE if p == 0.5 else PointState.COVERED if at >= 0 else PointState.MISSING
        quotes = ((at, at + len(id_)),) if at >= 0 else ()
        return PointGrade(id=id_, says=says, weight=1.0, state=state, p=p, quotes=quotes, hint=hint)


@dataclass(kw_only=True)
class ScriptedJudge:
    """Gives the verdict that the submission's first word asks for."""

    gate: Gate = field(default_factory=Gate)
    """Closed, the second check waits: so a test sees what stands on the page in between."""
    keys: dict[str, int] = field(default_factory=dict)
    """How many submissions there were with each key of `supersedes`."""

    def __post_init__(self) -> None:
        self.gate.set()

    def judge(
        self,
        submission: Submission,
        on_event: Callable[[Event], None] | None = None,
        *,
        supersedes: str | None = None,
    ) -> Verdict:
        """Judge as asked; a submission that a newer one supersedes ends as cancelled."""
        tell = on_event or _ignore
        if supersedes is not None:
            self.keys[supersedes] = self.keys.get(supersedes, 0) + 1
        number = self.keys.get(supersedes or "", 0)
        word = submission.code.split(maxsplit=1)[0].lstrip("#")
        if word == "bug":
            raise ZeroDivisionError
        first = CheckReport(name="sums_to_one", claim="Each row sums to one.", outcome=Outcome.PASSED, wall_s=0.01)
        tell(CheckStarted(name="sums_to_one"))
        tell(CheckDone(report=first))
        tell(CheckStarted(name="large_scores"))
        while not self.gate.wait(0.02):
            if supersedes is not None and self.keys[supersedes] > number:
                return _told(
                    tell,
                    Verdict(
                        drill=submission.drill, revision=1, outcome=Outcome.CANCELLED, message="A newer one.", seed=7
                    ),
                )
        second = _second(word)
        tell(CheckDone(report=second))
        return _told(tell, _verdict(submission, first, second, word))


def _told(tell: Callable[[Event], None], verdict: Verdict) -> Verdict:
    tell(VerdictReady(verdict=verdict))
    return verdict


def _ignore(_event: Event) -> None:
    pass


def _second(word: str) -> CheckReport:
    claim = "Scores of 1e4 give no `nan`."
    match word:
        case "wrong":
            failure = Failure(
                message="Your values are not those of softmax.",
                call="softmax(x)",
                inputs=(Shown(name="x", kind="float32 (1, 2)", text="[[10000., <b>0</b>]]"),),
                expected=Shown(name="expected", kind="float32 (1, 2)", text="[[1., 0.]]"),
                seen=Shown(name="seen", kind="float32 (1, 2)", text="[[nan, 0.]]"),
                largest_difference=1.0,
                tolerance=1e-6,
            )
            return CheckReport(name="large_scores", claim=claim, outcome=Outcome.FAILED, failure=failure)
        case "crash":
            crash = Crash(error="ValueError", message="<i>no</i>", line=2, source="    raise ValueError")
            return CheckReport(name="large_scores", claim=claim, outcome=Outcome.CRASHED, crash=crash)
        case _:
            return CheckReport(name="large_scores", claim=claim, outcome=Outcome.PASSED)


def _verdict(submission: Submission, first: CheckReport, second: CheckReport, word: str) -> Verdict:
    says = "You did not subtract the largest score."
    named = (Diagnosis(mistake="no_shift", says=says, checks=("large_scores",)),)
    return Verdict(
        drill=submission.drill,
        revision=1,
        outcome=Outcome.BROKEN if word == "broken" else second.outcome,
        message="Both claims hold." if second.outcome is Outcome.PASSED else "1 of 2 claims holds.",
        checks=(first, second),
        diagnosis=named if word == "wrong" else (),
        output="printed <u>this</u>\n" if word == "wrong" else "",
        seed=submission.seed,
        times=Times(load_s=0.01, checks_s=0.02, total_s=0.04),
    )


def write_library(root: Path, more: Mapping[str, str] = MappingProxyType({})) -> Path:
    """Write the small library, with some files more."""
    for name, text in {**FILES, **more}.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(text).lstrip("\n"))
    return root


class Browser:
    """Sends requests straight into the application, one at a time, and follows no redirect."""

    def __init__(self, web: FastAPI, base: str = "http://127.0.0.1:8421") -> None:
        self._transport = httpx.ASGITransport(app=web, raise_app_exceptions=False)
        self._base = base

    def get(self, url: str, **given: Any) -> httpx.Response:
        """Ask for a page."""
        return self.send("GET", url, **given)

    def post(self, url: str, **given: Any) -> httpx.Response:
        """Send a form."""
        return self.send("POST", url, **given)

    def send(self, method: str, url: str, **given: Any) -> httpx.Response:
        """Send a request."""
        return asyncio.run(self._send(method, url, **given))

    async def _send(self, method: str, url: str, **given: Any) -> httpx.Response:
        async with httpx.AsyncClient(transport=self._transport, base_url=self._base) as client:
            return await client.request(method, url, **given)
