"""How a text came about: small changes, one after the other, from which it can be replayed."""

from collections.abc import Iterable, Sequence

import msgspec

__all__ = ["LONGEST_TEXT", "Edit", "applied", "between", "replayed", "thinned"]

LONGEST_TEXT = 20_000
"""Characters of an answer in an interview: five hundred lines of code."""


class Edit(msgspec.Struct, frozen=True, array_like=True):
    """Some characters gone at a place, others put there."""

    at_ms: int
    """Since the step was put to the learner."""
    start: int
    """In characters (code points)."""
    cut: int
    put: str


def between(old: str, new: str, at_ms: int) -> Edit | None:
    """Give the one edit that leads from a text to another; None where they are the same."""
    if old == new:
        return None
    shorter = min(len(old), len(new))
    start = next((place for place in range(shorter) if old[place] != new[place]), shorter)
    tail = 0
    while tail < shorter - start and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    return Edit(at_ms, start, len(old) - tail - start, new[start : len(new) - tail])


def applied(text: str, edit: Edit) -> str | None:
    """Give the text after an edit; None where it does not fit."""
    if not (0 <= edit.start <= len(text) and 0 <= edit.cut <= len(text) - edit.start):
        return None
    after = text[: edit.start] + edit.put + text[edit.start + edit.cut :]
    return after if len(after) <= LONGEST_TEXT else None


def replayed(begun: str, edits: Iterable[Edit]) -> str:
    """Give the text after all edits; one that does not fit is left out."""
    for edit in edits:
        begun = begun if (after := applied(begun, edit)) is None else after
    return begun


def thinned(old: str, edits: Sequence[Edit], new: str, at_ms: int) -> tuple[Edit, ...]:
    """Give the edits if they lead from one text to the other, else the one edit that does.

    What a browser says about the way is only believed where it fits: the text itself is what counts. Its moments are
    brought into order.
    """
    text: str | None = old
    for edit in edits:
        text = applied(text, edit) if text is not None else None
    if text != new:
        one = between(old, new, at_ms)
        return (one,) if one else ()
    last = 0
    ordered = []
    for edit in edits:
        last = min(max(last, edit.at_ms), at_ms)
        ordered.append(Edit(last, edit.start, edit.cut, edit.put))
    return tuple(ordered)
