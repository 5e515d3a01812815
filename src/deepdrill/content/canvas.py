"""An answer on a canvas: several fields that are one text, each under a heading of its own.

The text is what is graded, kept and shown, so that an answer on a canvas is an answer like any other.
"""

import re
from collections.abc import Mapping, Sequence

from deepdrill.content.records import Explain, Part, Point

__all__ = ["DESIGN", "blank", "fields_of", "heading_of", "text_of", "without_headings"]

DESIGN = (
    Part(id="requirements", title="Requirements", asks="Goal, users, scale, latency, constraints, what is left out"),
    Part(id="data", title="Data", asks="Sources, labels, how it is split, what is biased or missing"),
    Part(id="model", title="Model", asks="A baseline, then the model: inputs, objective, why this and not that"),
    Part(id="metrics", title="Metrics", asks="Offline, online, guard rails, and what decides"),
    Part(id="serving", title="Serving", asks="The path of one request, its budget, updates, cost"),
    Part(id="failure", title="Failure", asks="What goes wrong, who notices, what happens then"),
)
"""The canvas of a system design, in the order in which interviewers ask."""

_HEADING = re.compile(r"^#{1,3}[ \t]+(?P<title>[^\n]*?)[ \t#]*$", re.MULTILINE)


def text_of(parts: Sequence[Part], fields: Mapping[str, str]) -> str:
    """Make one text of the fields of a canvas, by the ids of its parts; an empty text where all are blank."""
    said = {part.id: fields.get(part.id, "").strip() for part in parts}
    if not any(said.values()):
        return ""
    return "\n".join(f"## {part.title}\n\n{said[part.id]}\n" for part in parts)


def blank(parts: Sequence[Part]) -> str:
    """Give a canvas that is still to be filled in."""
    return "\n".join(f"## {part.title}\n\n" for part in parts)


def fields_of(parts: Sequence[Part], text: str) -> dict[str, str]:
    """Give the fields of a text, by the ids of the parts; what stands before any heading goes to the first part."""
    found = _places(parts, text)
    fields = dict.fromkeys((part.id for part in parts), "")
    if not fields:
        return fields
    starts = [(parts[0].id, 0, 0), *((part.id, place.start(), place.end()) for part, place in found)]
    ends = [start for _, start, _ in starts[1:]] + [len(text)]
    for (part, _, begin), end in zip(starts, ends, strict=True):
        fields[part] = "\n\n".join(filter(None, (fields[part], text[begin:end].strip())))
    return fields


def heading_of(body: Explain, point: Point) -> str:
    """Give the heading that a point belongs to; "" without a canvas."""
    return next((part.title for part in body.parts if part.id == point.part), "")


def without_headings(parts: Sequence[Part], text: str) -> str:
    """Blank out the headings of a canvas: they are ours, and earn nothing. Every other character keeps its place."""
    for _, place in _places(parts, text):
        text = text[: place.start()] + " " * (place.end() - place.start()) + text[place.end() :]
    return text


def _places(parts: Sequence[Part], text: str) -> list[tuple[Part, re.Match[str]]]:
    by_title = {part.title.casefold(): part for part in parts}
    found = ((by_title.get(place["title"].casefold()), place) for place in _HEADING.finditer(text))
    return [(part, place) for part, place in found if part is not None]
