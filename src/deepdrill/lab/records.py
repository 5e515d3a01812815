"""What our own computations tell while they run, and what is left of them. Imports no torch.

A process of `python -m deepdrill.lab` is given one job and writes one JSON object per line, each with the field
"told" that says what it is; `Done` is the last one.
"""

from typing import Literal

import msgspec

from deepdrill.content.plots import Curve, Plot
from deepdrill.content.records import Chart, Plain

__all__ = [
    "Batch",
    "Cell",
    "ClaimSettled",
    "Claimed",
    "Curve",
    "Done",
    "EvidenceJob",
    "EvidenceSettled",
    "Job",
    "LabRun",
    "Noted",
    "Pictured",
    "Plot",
    "Points",
    "Question",
    "QuestionSettled",
    "RunJob",
    "RunState",
    "SettleJob",
    "Tabled",
    "Told",
    "Tried",
    "Valued",
    "plot_on",
    "shown_cell",
]

Cell = float | str | bool | None
"""What a table may hold; None where a number was not finite."""

RunState = Literal["finished", "stopped", "out of time", "failed"]


class ClaimSettled(msgspec.Struct, frozen=True, kw_only=True):
    """One claim, and whether it holds."""

    name: str
    says: str
    holds: bool
    why: str = ""
    """What was seen instead; empty where it holds."""
    rows: tuple[dict[str, Cell], ...] = ()
    plot: Plot | None = None
    wall_s: float = 0.0


class EvidenceSettled(msgspec.Struct, frozen=True, kw_only=True):
    """All claims of one drill; its field names are a contract (`schema`)."""

    schema: Literal[1] = 1
    drill: str
    seed: int
    claims: tuple[ClaimSettled, ...]

    @property
    def holds(self) -> bool:
        """Whether there is a claim and every one holds."""
        return bool(self.claims) and all(claim.holds for claim in self.claims)


class _Job(msgspec.Struct, frozen=True, kw_only=True, tag_field="job"):
    memory_mb: int = 2048
    """Beyond what the process holds once it has read the code and imported its packages."""
    cpu_s: int = 600


class EvidenceJob(_Job, frozen=True, kw_only=True, tag="evidence"):
    """Settle the `evidence.py` of some folders."""

    folders: tuple[str, ...]
    seed: int


class RunJob(_Job, frozen=True, kw_only=True, tag="run"):
    """Run the `experiment.py` of a folder and tell what it shows."""

    folder: str
    charts: tuple[str, ...]
    knobs: dict[str, Plain]
    seed: int


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """A question to settle: what a right answer can be."""

    id: str
    choices: int


class SettleJob(_Job, frozen=True, kw_only=True, tag="settle"):
    """Run an experiment as often as its questions need it, and tell which choices are right."""

    folder: str
    charts: tuple[str, ...]
    defaults: dict[str, Plain]
    seeds: tuple[int, ...]
    questions: tuple[Question, ...]
    tries: tuple[dict[str, Plain], ...] = ()
    """Settings of the knobs to try before, each with the first seed."""


Job = EvidenceJob | RunJob | SettleJob


class Batch(msgspec.Struct, frozen=True, kw_only=True):
    """Points of one curve, in the order in which they came."""

    chart: str
    series: str
    x: tuple[float, ...]
    y: tuple[float | None, ...]


class _Told(msgspec.Struct, frozen=True, kw_only=True, tag_field="told"):
    pass


class Points(_Told, frozen=True, kw_only=True, tag="points"):
    """What came in about a twentieth of a second."""

    batches: tuple[Batch, ...]


class Pictured(_Told, frozen=True, kw_only=True, tag="picture"):
    """An image; it takes the place of an earlier one of the same name."""

    name: str
    width: int
    height: int
    png: bytes
    """In Base64 where it is JSON."""


class Tabled(_Told, frozen=True, kw_only=True, tag="table"):
    """A table; it takes the place of an earlier one of the same name."""

    name: str
    rows: tuple[dict[str, Cell], ...]


class Valued(_Told, frozen=True, kw_only=True, tag="value"):
    """One of the numbers that sum a run up."""

    name: str
    value: Cell


class Noted(_Told, frozen=True, kw_only=True, tag="note"):
    """A sentence to whoever watches."""

    text: str


class Claimed(_Told, frozen=True, kw_only=True, tag="claim"):
    """A claim of some evidence has been settled."""

    folder: str
    claim: ClaimSettled


class Tried(_Told, frozen=True, kw_only=True, tag="tried"):
    """A run with some settings of the knobs is over; nobody watched it."""

    knobs: dict[str, Plain]
    why: str = ""
    """Why it failed; empty where it did not."""
    cpu_s: float
    """Of all its processes and threads."""
    empty_charts: tuple[str, ...]
    """Charts that it drew nothing on."""
    shows: int
    """Points, images, tables and values that it told."""


class QuestionSettled(_Told, frozen=True, kw_only=True, tag="settled"):
    """Which choice of a question is right, by computation."""

    question: str
    seed: int
    right: int | None
    """None where it could not be settled."""
    why: str = ""
    """Why not."""
    notes: tuple[str, ...] = ()
    """The numbers that settle it, in sentences."""
    runs: int = 0
    """Different settings that it looked at."""
    wall_s: float = 0.0


class Done(_Told, frozen=True, kw_only=True, tag="done"):
    """The job is over."""

    why: str = ""
    """Why it failed; empty where it did not."""
    wall_s: float
    """Without the start of the process and its imports."""


Told = Points | Pictured | Tabled | Valued | Noted | Claimed | Tried | QuestionSettled | Done


class LabRun(msgspec.Struct, frozen=True, kw_only=True):
    """A run of a lab, with all that it showed; its field names are a contract (`schema`)."""

    schema: Literal[1] = 1
    drill: str
    knobs: dict[str, Plain]
    seed: int
    state: RunState
    why: str = ""
    """What went wrong, and what to do; empty where nothing did."""
    curves: tuple[Batch, ...] = ()
    """Whole curves, in the order in which they began."""
    pictures: tuple[Pictured, ...] = ()
    tables: tuple[Tabled, ...] = ()
    values: dict[str, Cell] = {}
    notes: tuple[str, ...] = ()
    wall_s: float = 0.0


def plot_on(chart: Chart, run: LabRun) -> Plot:
    """Give what a run has drawn on one of its lab's charts."""
    return Plot(
        x=chart.x,
        y=chart.y,
        log_x="x" in chart.log,
        log_y="y" in chart.log,
        dots=chart.marks == "dots",
        curves=tuple(Curve(name=one.series, xs=one.x, ys=one.y) for one in run.curves if one.chart == chart.id),
    )


def shown_cell(value: Cell) -> str:
    """Write what a cell of a table holds."""
    match value:
        case None:
            return "-"
        case bool():
            return "yes" if value else "no"
        case float():
            return f"{value:.5g}"
        case _:
            return str(value)
