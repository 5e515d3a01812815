"""Wrong submissions made by machine: a right one with a single slip in it.

Only texts are made here; nothing is run. Whether the checks see the slip is found out in `strength`.
"""

import ast
import copy
from collections.abc import Iterator
from dataclasses import dataclass

from deepdrill.authoring.mutators import MUTATORS, UNSEEN, neighbours, other_name

__all__ = ["MOST", "Mutation", "mutate"]

MOST = 400
"""A solution of a hundred lines stays below it; from a longer one an even selection is taken."""

_NOT_CODE = ast.Import | ast.ImportFrom | ast.JoinedStr
_TYPES_ONLY = frozenset({"annotation", "returns"})


@dataclass(frozen=True, kw_only=True)
class Mutation:
    """One slip."""

    kind: str
    """Such as "operand dropped"."""
    line: int
    """Of the solution, 1-based."""
    before: str
    """The statement that holds the slip, on one line and as `ast.unparse` writes it; of a block its head."""
    after: str
    code: str
    """The whole submission with the slip in it."""


@dataclass(frozen=True)
class _Place:
    """Where a node hangs in the tree."""

    owner: ast.AST
    field: str
    index: int | None
    statement: ast.stmt
    """The innermost one around it."""

    @property
    def node(self) -> ast.AST:
        """What hangs there now."""
        held = getattr(self.owner, self.field)
        node = held if self.index is None else held[self.index]
        assert isinstance(node, ast.AST)  # noqa: S101  by construction
        return node

    def put(self, node: ast.AST) -> None:
        """Hang another node there."""
        if self.index is None:
            setattr(self.owner, self.field, node)
        else:
            getattr(self.owner, self.field)[self.index] = node


def mutate(code: str, *, most: int = MOST) -> tuple[Mutation, ...]:
    """List the slips that can be made in a right submission, each text once, in the order of the lines."""
    tree = ast.parse(code)
    seen = {ast.unparse(tree)}
    found: list[Mutation] = []
    for mutation in _all(tree):
        if mutation.code not in seen and _compiles(mutation.code):
            seen.add(mutation.code)
            found.append(mutation)
    found.sort(key=lambda mutation: mutation.line)
    return tuple(found if len(found) <= most else (found[index * len(found) // most] for index in range(most)))


def _all(tree: ast.Module) -> Iterator[Mutation]:
    mutators = {**MUTATORS, "other name": other_name(neighbours(tree))}
    for place in _places(tree):
        node, before = place.node, _head(place.statement)
        for kind, mutator in mutators.items():
            for replacement in mutator(node):
                place.put(replacement)
                whole = replacement if node is place.statement else place.statement
                after = _head(whole) if isinstance(whole, ast.stmt) else ast.unparse(whole)
                yield Mutation(
                    kind=kind,
                    line=getattr(node, "lineno", place.statement.lineno),
                    before=before,
                    after=after,
                    code=ast.unparse(tree),
                )
                place.put(node)


def _places(tree: ast.Module) -> list[_Place]:
    """List every place whose node may be changed: no imports, types, documentation or texts of messages."""
    found: list[_Place] = []

    def visit(owner: ast.AST, statement: ast.stmt | None) -> None:
        for field, value in ast.iter_fields(owner):
            if field in _TYPES_ONLY:
                continue
            for index, node in enumerate(value) if isinstance(value, list) else [(None, value)]:
                if not isinstance(node, ast.AST) or _is_left_alone(node):
                    continue
                inner = node if isinstance(node, ast.stmt) else statement
                if inner is not None:
                    found.append(_Place(owner, field, index, inner))
                visit(node, inner)

    visit(tree, None)
    return found


def _is_left_alone(node: ast.AST) -> bool:
    match node:
        case ast.Expr(ast.Constant()):
            return True
        case ast.keyword(name):
            return name in UNSEEN
        case _:
            return isinstance(node, _NOT_CODE)


def _head(statement: ast.stmt) -> str:
    """Write a statement on one line, a block without what is inside it."""
    shown = copy.copy(statement)
    if hasattr(shown, "body"):
        shown.body = [ast.Pass()]
    if hasattr(shown, "orelse"):
        shown.orelse = []
    text = " ".join(line.strip() for line in ast.unparse(shown).splitlines())
    return text.removesuffix(" pass") if hasattr(shown, "body") else text


def _compiles(code: str) -> bool:
    try:
        compile(code, "mutation", "exec", dont_inherit=True)
    except (SyntaxError, ValueError):
        return False
    return True
