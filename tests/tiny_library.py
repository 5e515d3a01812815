"""A whole tiny library of one drill per kind, written as plain files, for tests to read, break and prove."""

from pathlib import Path

__all__ = ["ANSWER_TEXT", "DOUBLE", "EXPLAIN", "SIZE", "WRONG", "break_file", "write_library"]

DOUBLE, SIZE, EXPLAIN = "basics/double", "basics/size", "basics/why-double"

WRONG = "def double(x):\n    return x * 3\n"

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
say = ["it is twice as much"]
must = [["twice", "double"]]
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
    **{f"basics/why-double/answers/{name}.md": ANSWER_TEXT for name in ("a", "b", "c", "d")},
    "basics/why-double/hints.md": _HINTS,
    "basics/why-double/followups.md": _FOLLOWUPS,
    "advanced/halves/drill.toml": _drill("debug", "Halves", covers="halving"),
    "advanced/halves/prompt.md": "It does not halve.\n",
    "advanced/halves/broken.py": "def half(x):\n    return x\n",
    "advanced/halves/solution.py": "def half(x):\n    return x / 2\n",
    "advanced/halves/checks.py": '@check\ndef halves(trial):\n    """It halves."""\n',
    "advanced/halves/causes.toml": """\
[[causes]]
id = "no-division"
says = "It never divides."
true = true

[[causes]]
id = "wrong-number"
says = "It divides by three."
true = false
""",
    "advanced/halves/hints.md": _HINTS,
    "advanced/halves/followups.md": _FOLLOWUPS,
    "advanced/growth/drill.toml": _drill("lab", "Growth"),
    "advanced/growth/prompt.md": "Turn the rate.\n",
    "advanced/growth/experiment.py": "def run(rate):\n    yield rate\n",
    "advanced/growth/lab.toml": """\
[[parameters]]
name = "rate"
says = "How fast it grows."
default = 2
choices = [1, 2, 3]

[[predicts]]
asks = "What happens at 1?"
choices = ["it grows", "it stays"]
right = 1
because = "One times x is x."

[[predicts]]
asks = "And at 2?"
choices = ["it grows", "it stays"]
right = 0
because = "Twice x is more."
""",
    "advanced/growth/followups.md": _FOLLOWUPS,
    "advanced/abacus/drill.toml": _drill("case", "Abacus"),
    "advanced/abacus/prompt.md": "Build an abacus.\n",
    "advanced/abacus/stages.toml": '[[stages]]\nid = "frame"\ntitle = "Frame"\nprompt = "Build the frame."\n',
    "advanced/abacus/checks.py": '@check\ndef stands(trial):\n    """It stands."""\n',
    "advanced/abacus/followups.md": _FOLLOWUPS,
}


def write_library(root: Path) -> Path:
    """Write every file of the tiny library below `root`."""
    for name, text in _FILES.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


def break_file(root: Path, name: str, old: str, new: str) -> None:
    """Replace a passage that has to be in the file."""
    path = root / name
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{old!r} is not in {name}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
