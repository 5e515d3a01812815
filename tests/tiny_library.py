"""A whole tiny library of one drill per kind, written as plain files, for tests to read, break and prove."""

from pathlib import Path

__all__ = ["ANSWER_TEXT", "DOUBLE", "EXPLAIN", "HALVES", "SIZE", "WRONG", "break_file", "write_library"]

DOUBLE, SIZE, EXPLAIN, HALVES = "basics/double", "basics/size", "basics/why-double", "advanced/halves"

WRONG = "def double(x):\n    return x * 3\n"

EMPTY_TEXT = "+++\ncovers = []\nvoices = []\n+++\nIt is important.\n"

ANSWER_TEXT = '+++\ncovers = ["twice"]\nvoices = []\n+++\nIt is twice as much.\n'

_HINTS = "## A nudge\n\nThink.\n\n## The idea\n\nAdd.\n\n## Almost\n\nx + x\n"
_FOLLOWUPS = "## And thrice?\n\nAdd once more.\n\n## And half?\n\nDivide.\n"


def _drill(kind: str, title: str, extra: str = "", covers: str = "doubling", needs: str = "") -> str:
    return f"""\
kind = "{kind}"
title = "{title}"
level = "mid"
minutes = 5
frequency = 0
covers = ["{covers}"]
needs = [{needs}]
sources = ["Euclid, book 5"]
revision = 1
{extra}"""


def _program(half: str) -> str:
    """Give a training program without torch, whose loss says how far it is from halving 1."""
    return f"""\
import math


def half(x):
    return {half}


def train(seed, log):
    for step in range(3):
        log(step=step, loss=math.nan if step == 1 else abs(half(1.0) - 0.5) + 1 / (step + 1))
    print("seed", seed)
    return half
"""


def _causes() -> str:
    true = """\
[[causes]]
id = "no-division"
says = "It never divides."
true = true
check = "halves"
because = "What comes out is what went in."
"""
    false = "".join(
        f"""
[[causes]]
id = "cause-{number}"
says = "It divides by {number}."
true = false
because = "It does not divide at all."
"""
        for number in range(3, 10)
    )
    tests = "".join(
        f"""
[[tests]]
id = "try-{number}"
says = "Halve {number} and compare."
right = {str(number == 2).lower()}
because = "Half of {number} is {number / 2}."
"""
        for number in (0, 2, 4)
    )
    return true + false + tests


_FILES = {
    "curriculum.toml": """\
[[topics]]
id = "basics"
title = "Basics"
area = "foundations"
needs = []

[[topics]]
id = "advanced"
title = "Advanced"
area = "foundations"
needs = ["basics"]
""",
    "skills.toml": """\
[[skills]]
id = "doubling"
topic = "basics"
kind = "implement"
level = "fresher"
asks = "Double a number."

[[skills]]
id = "halving"
topic = "basics"
kind = "implement"
level = "mid"
asks = "Halve a number."
""",
    "basics/topic.md": "Numbers, and what may be done to them.\n",
    "basics/double/drill.toml": _drill(
        "implement",
        "Double",
        '\n[implement]\ndefines = ["double"]\nforbids = ["eval"]\n\n[limits]\nwall_s = 5.0\n',
    ),
    "basics/double/prompt.md": "Write `double(x)`.\n\n```python\n# a comment, no heading\n```\n",
    "basics/double/starter.py": "def double(x):\n    raise NotImplementedError\n",
    "basics/double/solution.py": "def double(x):\n    return x + x  # adding is doubling\n",
    "basics/double/checks.py": '''\
from deepdrill.judge.checks import Trial, check


@check
def doubles_any_number(trial: Trial) -> None:
    """`double(x)` is twice x.

    Whole numbers are enough.
    """
    for x in (0, 1, 7):
        trial.same(trial.call("double", x), 2 * x)


@check
def keeps_the_sign(trial: Trial) -> None:
    """A negative number stays negative."""
    trial.same(trial.call("double", -3), -6)
''',
    "basics/double/mistakes/squares.py": """\
# /// mistake
# fails = "doubles_any_number"
# says = "You squared x: add it to itself instead."
# ///
def double(x):
    return x * x
""",
    "basics/double/hints.md": _HINTS,
    "basics/double/followups.md": _FOLLOWUPS,
    "basics/size/drill.toml": _drill("calculate", "Size", '\n[calculate]\nunit = "byte"\ntolerance = 0.01\n'),
    "basics/size/prompt.md": "How many bytes do {count} numbers of {width} bytes take? $\\\\frac{a}{b}$\n",
    "basics/size/numbers.py": '''\
"""Bytes of an array."""

import random

from deepdrill.grading.calculation import wrong


def draw(rng: random.Random) -> dict[str, int]:
    return {"count": rng.randrange(100, 1000), "width": rng.choice([2, 4])}


def answer(count: int, width: int) -> float:
    return count * width


def working(count: int, width: int) -> list[str]:
    return [f"{count} times {width} is {count * width}"]


@wrong("You counted numbers, not bytes: multiply by the width.")
def numbers_only(count: int, **_: int) -> float:
    return count
''',
    "basics/size/hints.md": _HINTS,
    "basics/size/followups.md": _FOLLOWUPS,
    "basics/why-double/drill.toml": _drill("explain", "Why double", needs='"basics/double"'),
    "basics/why-double/prompt.md": "Why does one double?\n",
    "basics/why-double/rubric.toml": """\
[[points]]
id = "twice"
weight = 1.0
say = ["it is twice as much", "two times"]
must = [["twice", "two times"]]
hint = "How much is it then?"

[[misconceptions]]
id = "square"
wrong = ["doubling squares"]
right = ["doubling adds"]
anchor = ["doubl"]
wrong_cue = ["squar"]
right_cue = ["add"]
explain = "Squaring multiplies x by itself."
""",
    "basics/why-double/reference.md": "Because it is twice as much.\n",
    **{f"basics/why-double/answers/{name}.md": ANSWER_TEXT for name in ("good", "excellent")},
    **{f"basics/why-double/answers/{name}.md": EMPTY_TEXT for name in ("empty", "weak")},
    "basics/why-double/hints.md": _HINTS,
    "basics/why-double/followups.md": _FOLLOWUPS,
    "advanced/halves/drill.toml": _drill(
        "debug",
        "Halves",
        '\n[debug]\ndefines = ["half"]\nmetric = "learns"\n\n'
        '[[debug.charts]]\ntitle = "Loss"\nseries = ["loss"]\nlog = true\n',
        covers="halving",
    ),
    "advanced/halves/prompt.md": "It does not halve.\n",
    "advanced/halves/broken.py": _program("x"),
    "advanced/halves/solution.py": _program("x / 2"),
    "advanced/halves/checks.py": '''\
from deepdrill.judge.checks import Trial, check


@check
def halves(trial: Trial) -> None:
    """It halves."""
    trial.same(trial.call("half", 3.0), 1.5)


@check
def learns(trial: Trial) -> None:
    """Trained from hidden seeds, it halves what it is given."""
    for training in trial.retrained():
        trial.same(training.model(5.0), 2.5)
''',
    "advanced/halves/mistakes/thirds.py": """\
# /// mistake
# fails = "halves"
# says = "You divided by three: divide by two."
# ///
"""
    + _program("x / 3"),
    "advanced/halves/causes.toml": _causes(),
    "advanced/halves/hints.md": _HINTS,
    "advanced/halves/followups.md": _FOLLOWUPS,
    "advanced/growth/drill.toml": _drill("lab", "Growth"),
    "advanced/growth/prompt.md": "Turn the rate.\n",
    "advanced/growth/experiment.py": """\
from deepdrill.lab.experiment import Lab, Runs, settles


def run(lab: Lab, *, rate: int) -> None:
    x = 1
    for step in range(5):
        lab.point("x", step, x)
        x *= rate
    lab.value("end", x)
    lab.table("sizes", [{"rate": rate, "end": x}])
    lab.image("growth", [[1, x]])
    lab.note("It is over.")


@settles("at-one")
def at_one(runs: Runs) -> int:
    end = runs(rate=1).values["end"]
    runs.note(f"It ends at {end:g}.")
    return 0 if end > 1 else 1


@settles("at-two")
def at_two(runs: Runs) -> int:
    runs.note("It doubles.")
    return 0 if runs().last("x") > 1 else 1
""",
    "advanced/growth/lab.toml": """\
[[parameters]]
name = "rate"
says = "How fast it grows."
default = 2
choices = [1, 2, 3]

[[charts]]
id = "size"
title = "How large it is"
x = "step"
y = "x"

[[predicts]]
id = "at-one"
asks = "What happens at 1?"
choices = ["it grows", "it stays"]
right = 1
because = "One times x is x."

[[predicts]]
id = "at-two"
asks = "And at 2?"
choices = ["it grows", "it stays"]
right = 0
because = "Twice x is more."
""",
    "advanced/growth/followups.md": _FOLLOWUPS,
    "advanced/abacus/drill.toml": _drill("case", "Abacus"),
    "advanced/abacus/prompt.md": "Build an abacus.\n",
    "advanced/abacus/stages.toml": """\
[[stages]]
id = "frame"
title = "Frame"
asks = "Why does one double?"
defines = ["double"]

[[stages]]
id = "beads"
title = "Beads"
asks = "Why does one double again?"
defines = ["quadruple"]
""",
    "advanced/abacus/data.py": """\
import numpy as np

FACTOR = 2
FILE = "beads.csv"


def table():
    return {"bead": np.arange(3)}
""",
    "advanced/abacus/followups.md": _FOLLOWUPS,
}
_CASE = "advanced/abacus/stages"
_FILES |= {
    name.replace(drill, f"{_CASE}/frame"): text
    for drill in (EXPLAIN, DOUBLE)
    for name, text in _FILES.items()
    if name.startswith(f"{drill}/") and not name.endswith(("drill.toml", "hints.md", "followups.md"))
}
_FILES |= {
    name.replace("/frame/", "/beads/"): text
    for name, text in _FILES.items()
    if name.startswith(f"{_CASE}/frame/") and name.endswith((".md", "rubric.toml"))
}
_FILES |= {
    f"{_CASE}/beads/starter.py": "def quadruple(x):\n    raise NotImplementedError\n",
    f"{_CASE}/beads/solution.py": "from frame import double\n\n\ndef quadruple(x):\n    return double(double(x))\n",
    f"{_CASE}/beads/checks.py": '''\
import data
from deepdrill.judge.checks import Trial, check


@check
def quadruples_any_number(trial: Trial) -> None:
    """Any whole number is quadrupled."""
    for x in (3, -4, 0):
        trial.same(trial.call("quadruple", x), data.FACTOR * data.FACTOR * x)
''',
    f"{_CASE}/beads/mistakes/once.py": """\
# /// mistake
# fails = "quadruples_any_number"
# says = "You doubled once: double the double."
# ///
from frame import double


def quadruple(x):
    return double(x)
""",
}


def write_library(root: Path) -> Path:
    """Write every file of the tiny library below `root`."""
    for folder in {(root / name).parent for name in _FILES}:
        folder.mkdir(parents=True, exist_ok=True)
    for name, text in _FILES.items():
        (root / name).write_text(text, encoding="utf-8")
    return root


def break_file(root: Path, name: str, old: str, new: str) -> None:
    """Replace a passage that has to be in the file."""
    path = root / name
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{old!r} is not in {name}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
