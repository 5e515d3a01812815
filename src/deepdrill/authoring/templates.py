"""The texts that a new drill begins with.

What an author has to decide is left empty, so that every empty place is a fault with its remedy.
"""

from deepdrill.content import Kind

__all__ = ["templates"]


def templates(kind: Kind, slug: str) -> dict[str, str]:
    """Give the text of every file by its name inside the drill's folder."""
    name = slug.replace("-", "_")
    files = {
        "drill.toml": _DRILL.format(kind=kind) + _TABLES.get(kind, "").format(name=name),
        "prompt.md": "",
    }
    if kind not in {Kind.LAB, Kind.CASE}:
        files["hints.md"] = _HINTS
    files["followups.md"] = _FOLLOWUPS
    return files | {file: text.replace("NAME", name) for file, text in _FILES[kind].items()}


_DRILL = """\
kind = "{kind}"
title = ""        # a few words, unlike any other drill's
level = ""        # who is asked this: fresher, mid, senior
minutes = 0       # what an interviewer would allow
frequency = 0     # how many of the sources read ask for it; 0 where nobody counted
covers = []       # skill ids of skills.toml, at least one; see:  deepdrill coverage
needs = []        # paths of drills that come before this one; may stay empty
sources = []      # where ideas and figures come from, at least one: author, year, section
revision = 1      # raise it when an old verdict says nothing about the new drill
"""

_TABLES = {
    Kind.IMPLEMENT: """
[implement]
defines = ["{name}"]   # what the submission must bind at module level
forbids = []           # names that it may not mention, such as the built-in that is asked for
""",
    Kind.CALCULATE: """
[calculate]
unit = ""              # in pint's spelling, such as "byte"; "" for a bare number
tolerance = 0.01       # relative error that still counts as right
""",
    Kind.DEBUG: """
[debug]
defines = []           # names that the program must keep, such as "train_step"; `train` is always among them
metric = ""            # the check that trains under hidden seeds and demands the result

[[debug.charts]]
title = "Loss"
series = ["loss"]      # names as logged
log = true
""",
    Kind.EXPLAIN: """
[explain]
full_at = 0.75         # coverage of the rubric that counts as complete
""",
}

_HINTS = """\
## A nudge

## The idea

## Almost the answer
"""

_FOLLOWUPS = """\
## What does the interviewer ask next?

## And what after that, for a senior candidate?
"""

_CHECKS = '''\
"""One function per claim of the prompt; see docs/writing-checks.md."""

from deepdrill.judge.checks import Trial, check

# @check
# def says_what_it_promises(trial: Trial) -> None:
#     """The claim in one sentence, as the learner reads it."""
'''

_STARTER = '''\
"""Where the learner begins: the signature and what is asked, without the answer. It must fail."""


def NAME():  # TODO: the parameters, with their types
    """Say what it returns."""
    raise NotImplementedError
'''

_SOLUTION = '''\
"""A worked answer with the why in comments. It must pass every check."""

# Define NAME here.
'''

_MISTAKE = """\
# /// mistake
# fails = ""
# says = ""
# ///
# A whole wrong submission that people really write. `fails` names the check that it must fail; `says` tells
# the learner in one sentence what happened and what to do. Name the file after the mistake.
"""

_NUMBERS = '''\
"""Fresh numbers, the answer, the working, and the wrong turns that people take. Plain Python, no torch."""

import random

from deepdrill.grading.calculation import wrong

# def draw(rng: random.Random) -> dict[str, int]:
#     """Draw the numbers that the prompt shows as {layers} and {tokens}."""
#     return {"layers": rng.choice([12, 24, 48]), "tokens": rng.randrange(512, 4097)}
#
#
# def answer(layers: int, tokens: int) -> float:
#     """Give the answer in the unit of drill.toml."""
#
#
# def working(layers: int, tokens: int) -> list[str]:
#     """Show the steps with these numbers, Markdown with TeX."""
#
#
# @wrong("You counted the keys but not the values: the cache holds both, so multiply by two.")
# def keys_only(layers: int, tokens: int) -> float:
#     """Give what that wrong turn gives."""
'''

_RUBRIC = """\
# One [[points]] table per thing that a complete answer says.
[[points]]
id = ""
weight = 1.0
say = []          # several phrasings
must = []         # any-of groups of words, optional: [["variance", "spread"], ["dot product"]]
formula = []      # optional
hint = ""         # the question that leads to the point

# One [[misconceptions]] table per wrong statement that people really make.
# [[misconceptions]]
# id = ""
# wrong = []      # phrasings of the wrong statement
# right = []      # the right statement beside it
# anchor = []     # word stems that both share
# wrong_cue = []
# right_cue = []
# explain = ""
"""

_ANSWER = """\
+++
covers = []
voices = []
+++
"""

_CAUSES = """\
# 8 to 12 causes to choose from, at least one of them true.
[[causes]]
id = ""
says = ""
true = true
check = ""        # the check that tells whether it is repaired; only for a true cause
because = ""      # why it is the cause, or what in the run or the code shows that it is not

# 3 to 6 tests, one of which would have caught it.
[[tests]]
id = ""
says = ""
right = true
because = ""
"""

_BROKEN = '''\
"""The program that runs and learns badly."""

# def train(seed, log):
#     """Train from a seed; log(step=0, loss=0.7) draws a curve."""
'''

_LAB = """\
# A knob: choices (at least two, the default among them), or  range = [0.0, 1.0].
[[parameters]]
name = ""         # as in experiment.py
says = ""         # what the knob does
default = 0
choices = []

# A set of axes that lab.point draws on.
[[charts]]
id = ""
title = ""
x = ""            # with its unit
y = ""
log = ""          # "x", "y" or "x y"

# At least two questions that are asked before the lab runs.
[[predicts]]
id = ""           # as in @settles("…") of experiment.py
asks = ""
choices = []
right = 0         # the index of the right choice, counted from 0
because = ""
"""

_EXPERIMENT = '''\
"""The experiment: what happens when the knobs of lab.toml are turned; see docs/content-format.md."""

from deepdrill.lab.experiment import Lab, Runs, settles

# def run(lab: Lab, *, rate: float) -> None:
#     """Take every knob of lab.toml by its name, without a default."""
#     for step in range(100):
#         lab.point("loss", step, …)
#         if lab.stopped:
#             return
#     lab.value("final loss", …)
#
#
# @settles("ID OF A QUESTION")
# def what_a_higher_rate_does(runs: Runs) -> int:
#     """Run the lab as often as the question needs it, and give the index of the right choice."""
#     low, high = (runs(rate=rate).values["final loss"] for rate in (0.1, 1.0))
#     runs.note(f"The loss ends at {low:.3f} and {high:.3f}.")
#     return 0 if high < low else 1
'''

_STAGES = """\
[[stages]]
id = "first"      # its folder in stages/, and the learner's file
title = ""
asks = ""         # the question of the argument
defines = ["first"]
"""

_DATA = '''\
"""Say what the data are, what is realistic about them, and what is not."""

import numpy as np

FILE = "table.csv"


def table() -> dict[str, np.ndarray]:
    """Make the table that the learner gets; the same one each time."""
    raise NotImplementedError
'''

_FILES: dict[Kind, dict[str, str]] = {
    Kind.IMPLEMENT: {
        "starter.py": _STARTER,
        "solution.py": _SOLUTION,
        "checks.py": _CHECKS,
        "mistakes/first_mistake.py": _MISTAKE,
    },
    Kind.CALCULATE: {"numbers.py": _NUMBERS},
    Kind.EXPLAIN: {
        "rubric.toml": _RUBRIC,
        "reference.md": "",
        **{f"answers/{name}.md": _ANSWER for name in ("empty-words", "half", "misled", "strong")},
    },
    Kind.DEBUG: {
        "broken.py": _BROKEN,
        "solution.py": '"""The same program with the cause repaired, and why in comments."""\n',
        "checks.py": _CHECKS,
        "causes.toml": _CAUSES,
        "mistakes/first_mistake.py": _MISTAKE,
    },
    Kind.LAB: {
        "experiment.py": _EXPERIMENT,
        "lab.toml": _LAB,
    },
    Kind.CASE: {
        "stages.toml": _STAGES,
        "data.py": _DATA,
        "stages/first/prompt.md": "",
        "stages/first/starter.py": _STARTER.replace("NAME", "first"),
        "stages/first/solution.py": _SOLUTION.replace("NAME", "first"),
        "stages/first/checks.py": _CHECKS.replace("NAME", "first"),
        "stages/first/mistakes/first_mistake.py": _MISTAKE.replace("NAME", "first"),
        "stages/first/rubric.toml": _RUBRIC,
        "stages/first/reference.md": "",
        **{f"stages/first/answers/{name}.md": _ANSWER for name in ("empty", "weak", "middle", "excellent")},
    },
}
