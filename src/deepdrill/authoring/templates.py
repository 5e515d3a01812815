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
# The causes to choose from: at least two, and at least one of them true.
[[causes]]
id = ""
says = ""
true = true
"""

_LAB = """\
[[parameters]]
name = ""         # as in experiment.py
says = ""         # what the knob does
default = 0
choices = []      # at least two values, the default among them

# At least two questions that are asked before the lab runs.
[[predicts]]
asks = ""
choices = []
right = 0         # the index of the right choice, counted from 0
because = ""
"""

_STAGES = """\
[[stages]]
id = ""
title = ""
prompt = \"\"\"
\"\"\"
"""

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
        "broken.py": '"""The program that runs and learns badly."""\n',
        "solution.py": '"""The same program with the cause repaired, and why in comments."""\n',
        "checks.py": _CHECKS,
        "causes.toml": _CAUSES,
    },
    Kind.LAB: {
        "experiment.py": '"""The experiment: a function of the parameters of lab.toml."""\n',
        "lab.toml": _LAB,
    },
    Kind.CASE: {"stages.toml": _STAGES, "checks.py": _CHECKS},
}
