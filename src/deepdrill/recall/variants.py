"""The shorter variants of an implement drill, made from its own files and a seed.

Whether a filled file is right is decided by the judge, on the whole file.
"""

import ast
import random
import textwrap
from collections.abc import Iterator, Sequence

import msgspec

from deepdrill.content.records import Drill, Implement, Mistake

__all__ = ["Blank", "Trap", "blank_line", "fill", "trap"]

_SHORTEST_LINE = 8
"""Characters; a shorter line (`i += 1`) can be guessed from the lines around it."""


class Trap(msgspec.Struct, frozen=True, kw_only=True):
    """Which of these does one fall into here? One is this drill's, the others belong to other drills."""

    drill: str
    choices: tuple[str, ...]
    """What the learner is told after each mistake."""
    right: int
    """Index into `choices`."""
    mistake: str
    """Name of the drill's mistake that is the right choice."""


class Blank(msgspec.Struct, frozen=True, kw_only=True):
    """The solution of a drill with one line missing."""

    drill: str
    before: str
    """The text above the missing line, its line break included."""
    indent: str
    after: str
    """The text below it."""
    line: str
    """What stood there, without its indent: what is shown afterwards."""


def blank_line(drill: Drill, seed: int) -> Blank | None:
    """Take one line that matters out of the solution; None where there is no such line.

    A line matters the more of the drill's mistakes write it differently; where they all keep every line, any statement
    that computes will do. Comments that stand with the line go with it: they say what it does.
    """
    if not isinstance(drill.body, Implement):
        return None
    lines = drill.body.solution.splitlines()
    spans = list(_statements(drill.body.solution))
    if not spans:
        return None
    telling = [_mistaken(lines, span, drill.body.mistakes) for span in spans]
    draw = random.Random(f"{seed}/{drill.path}")  # noqa: S311  no secret
    first, last = draw.choices(spans, telling if any(telling) else None)[0]
    taken = lines[first:last]
    indent = taken[0][: len(taken[0]) - len(taken[0].lstrip())]
    return Blank(
        drill=drill.path,
        before="".join(f"{line}\n" for line in lines[: _comment_above(lines, first)]),
        indent=indent,
        after="".join(f"{line}\n" for line in lines[last:]),
        line=textwrap.dedent("\n".join(taken)),
    )


def fill(blank: Blank, text: str) -> str:
    """Give the whole file with the learner's line or lines in it, to be judged like any submission.

    The text is put at the indent of the gap, whatever its own was; further lines keep their place beside the first.
    """
    own = textwrap.dedent(text.replace("\r\n", "\n").expandtabs(4).strip("\n")).rstrip()
    return blank.before + textwrap.indent(own or "...", blank.indent) + "\n" + blank.after


def trap(drill: Drill, others: Sequence[Drill], seed: int, *, choices: int = 4) -> Trap | None:
    """Make the choice among traps; None where the drill or the others have too few mistakes.

    Those of the same topic come first among the wrong choices: they cannot be told by their words alone.
    """
    if not isinstance(drill.body, Implement) or not drill.body.mistakes:
        return None
    draw = random.Random(f"{seed}/{drill.path}")  # noqa: S311  no secret
    own = {mistake.says for mistake in drill.body.mistakes}
    right = draw.choice(drill.body.mistakes)
    near = [other for other in others if other.topic == drill.topic]
    far = [other for other in others if other.topic != drill.topic]
    wrong: list[str] = []
    for group in (near, far):
        says = sorted({mistake.says for other in group if other.path != drill.path for mistake in _mistakes(other)})
        fresh = [one for one in says if one not in own and one not in wrong]
        draw.shuffle(fresh)
        wrong += fresh[: choices - 1 - len(wrong)]
    if len(wrong) < choices - 1:
        return None
    place = draw.randrange(choices)
    return Trap(
        drill=drill.path,
        choices=(*wrong[:place], right.says, *wrong[place:]),
        right=place,
        mistake=right.name,
    )


def _mistakes(drill: Drill) -> tuple[Mistake, ...]:
    return drill.body.mistakes if isinstance(drill.body, Implement) else ()


def _statements(code: str) -> Iterator[tuple[int, int]]:
    """List the statements inside functions that compute something: first line and end, from 0."""
    tree = ast.parse(code)
    inside = {id(node) for one in ast.walk(tree) if isinstance(one, ast.FunctionDef) for node in ast.walk(one)}
    for node in ast.walk(tree):  # each once, although functions stand in functions
        if id(node) in inside and isinstance(node, ast.Assign | ast.AugAssign | ast.Return) and _computes(node):
            yield node.lineno - 1, node.end_lineno or node.lineno


def _computes(node: ast.Assign | ast.AugAssign | ast.Return) -> bool:
    """Leave out `self.eps = eps` and the like, and what is too short to be remembered rather than guessed."""
    plain = (ast.Name, ast.Constant, ast.Attribute, type(None))
    return not isinstance(node.value, plain) and len(ast.unparse(node)) >= _SHORTEST_LINE


def _mistaken(lines: list[str], span: tuple[int, int], mistakes: Sequence[Mistake]) -> int:
    """Count the mistakes that do not have these lines."""
    wanted = {_bare(line) for line in lines[slice(*span)]}
    return sum(not wanted <= {_bare(line) for line in mistake.code.splitlines()} for mistake in mistakes)


def _bare(line: str) -> str:
    """Take a line without its indent and its comment, so that only code is compared."""
    return line.partition("  #")[0].strip()


def _comment_above(lines: list[str], first: int) -> int:
    while first and lines[first - 1].lstrip().startswith("#"):
        first -= 1
    return first
