"""What is refused before it runs: text that is no Python, names that the prompt forbids, names that are missing.

Runs in the learner's process, before any line of the submission: a parser that a hostile text brings down takes
nothing of ours with it.
"""

import ast
from dataclasses import dataclass

__all__ = ["MAX_CODE", "Refusal", "screen", "screen_size"]

MAX_CODE = 200_000  # characters; the longest worked answer has under 10,000


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """Why a submission was not run."""

    reason: str
    """syntax, forbidden, missing or size."""
    message: str
    line: int = 0
    source: str = ""


def screen_size(code: str) -> Refusal | None:
    """Refuse what is too long to be handed to a learner process at all; safe on the trusted side."""
    if len(code) <= MAX_CODE:
        return None
    return Refusal(
        reason="size",
        message=f"The submission has {len(code):,} characters; at most {MAX_CODE:,} are judged. "
        "Paste only the code that the prompt asks for.",
    )


def screen(code: str, *, defines: tuple[str, ...], forbids: tuple[str, ...]) -> Refusal | None:
    """Find the first reason not to run a submission."""
    try:
        tree = ast.parse(code)
    except SyntaxError as error:
        line = error.lineno or 0
        return Refusal(reason="syntax", message=error.msg, line=line, source=_line(code, line))
    except (ValueError, RecursionError, MemoryError) as error:
        return Refusal(reason="syntax", message=f"Python cannot parse this: {error or type(error).__name__}")
    return _forbidden(tree, code, forbids) or _missing(tree, defines)


def _forbidden(tree: ast.AST, code: str, forbids: tuple[str, ...]) -> Refusal | None:
    found = [
        (line, name)
        for node in ast.walk(tree)
        for name, line in _names(node)
        if any(_mentions(name, forbidden) for forbidden in forbids)
    ]
    if not found:
        return None
    line, name = min(found)
    return Refusal(
        reason="forbidden",
        message=f"This drill asks you to write it without {name.rpartition('.')[2]} (line {line}).",
        line=line,
        source=_line(code, line),
    )


def _mentions(name: str, forbidden: str) -> bool:
    """Say whether a dotted name holds the forbidden one; ".softmax" forbids that attribute of anything."""
    return f".{forbidden.removeprefix('.')}." in f".{name}." and (
        name != forbidden.removeprefix(".") or forbidden[0] != "."
    )


def _names(node: ast.AST) -> list[tuple[str, int]]:
    """Give the names that a node mentions, attributes by their dotted path as far as it is written out."""
    if isinstance(node, ast.Attribute):
        return [(_dotted(node), node.lineno)]
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
        return [(node.id, node.lineno)]
    if isinstance(node, ast.ImportFrom):
        return [(f"{node.module or ''}.{alias.name}", node.lineno) for alias in node.names]
    if isinstance(node, ast.Import):
        return [(alias.name, node.lineno) for alias in node.names]
    return []


def _dotted(node: ast.Attribute) -> str:
    parts = [node.attr]
    inner: ast.expr = node.value
    while isinstance(inner, ast.Attribute):
        parts.append(inner.attr)
        inner = inner.value
    parts.append(inner.id if isinstance(inner, ast.Name) else "")
    return ".".join(reversed(parts))


def _missing(tree: ast.Module, defines: tuple[str, ...]) -> Refusal | None:
    if any(isinstance(node, ast.ImportFrom) and node.names[0].name == "*" for node in tree.body):
        return None
    bound = {name for node in ast.walk(tree) for name in _bound(node)}
    for name in defines:
        if name not in bound:
            return Refusal(
                reason="missing",
                message=f"Your code does not define {name}. The prompt asks for that name; define it at the top level.",
            )
    return None


def _bound(node: ast.AST) -> list[str]:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return [node.name]
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
        return [node.id]
    if isinstance(node, ast.Import | ast.ImportFrom):
        return [alias.asname or alias.name.partition(".")[0] for alias in node.names]
    return []


def _line(code: str, line: int) -> str:
    lines = code.splitlines()
    return lines[line - 1] if 0 < line <= len(lines) else ""
