"""A topic's page: `topic.md` with the pictures that `pictures.json` holds, and whether what it points to is there."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import msgspec

from deepdrill.content.folder import Folder
from deepdrill.content.plots import Picture, Pictures
from deepdrill.content.records import Topic
from deepdrill.content.spelling import did_you_mean

__all__ = ["FILES", "PAGE", "PictureHere", "links", "parts", "read_pictures", "refuse_dead_ends"]

PAGE, PICTURES = "topic.md", "pictures.json"
FILES = frozenset({PAGE, "pictures.py", PICTURES})

_PICTURE = re.compile(r"^!\[([^\]]*)\]\(([^)]*)\)$", re.MULTILINE)
_LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)]*)\)")


@dataclass(frozen=True, kw_only=True)
class PictureHere:
    """The place of a picture: a line `![what one sees](name)` of its own."""

    name: str
    shows: str
    """For whoever cannot see it."""


def parts(page: str) -> tuple[str | PictureHere, ...]:
    """Cut a page at its pictures; what lies between is Markdown."""
    cut, end = list[str | PictureHere](), 0
    for found in _PICTURE.finditer(page):
        cut += [page[end : found.start()], PictureHere(name=found[2], shows=found[1])]
        end = found.end()
    return tuple(part for part in (*cut, page[end:]) if isinstance(part, PictureHere) or part.strip())


def links(page: str) -> tuple[tuple[int, str], ...]:
    """List where a page leads, each with its line, from 1."""
    return tuple((page.count("\n", 0, found.start()) + 1, found[1]) for found in _LINK.finditer(page))


def read_pictures(inside: Folder) -> dict[str, Picture]:
    """Read the pictures of a topic's folder; it may have none."""
    text = inside.optional_text(PICTURES)
    if not text:
        return {}
    try:
        found = msgspec.json.decode(text, type=Pictures)
    except msgspec.MsgspecError as error:
        inside.faults.add(inside.path / PICTURES, 0, f"holds no pictures ({error})", "draw them again: make pictures")
        return {}
    return {picture.name: picture for picture in found.pictures}


def refuse_dead_ends(root: Folder, topics: Mapping[str, Topic], drills: Iterable[str]) -> None:
    """Note links that lead to no drill and no topic, and pictures that nobody has drawn.

    Args:
        root: The content folder.
        topics: All topics, with their pages.
        drills: All drills, those with faults included.
    """
    places = {f"/drills/{path}" for path in drills} | {f"/topics/{topic}" for topic in topics}
    for topic in topics.values():
        path = root.path / topic.id / PAGE
        for line, target in links(topic.page):
            if target not in places:
                remedy = did_you_mean(target, places, "write /drills/TOPIC/SLUG or /topics/TOPIC")
                root.faults.add(path, line, f'a link to "{target}", which is not there', remedy)
        _refuse_missing_pictures(root, topic)


def _refuse_missing_pictures(root: Folder, topic: Topic) -> None:
    here = {part.name: part for part in parts(topic.page) if isinstance(part, PictureHere)}
    for name, part in here.items():
        line = topic.page.count("\n", 0, topic.page.index(f"]({name})")) + 1
        if name not in topic.pictures:
            remedy = did_you_mean(name, topic.pictures, "draw it in pictures.py, then:  make pictures")
            root.faults.add(root.path / topic.id / PAGE, line, f'there is no picture "{name}"', remedy)
        elif not part.shows.strip():
            what = f'the picture "{name}" has no words for whoever cannot see it'
            root.faults.add(root.path / topic.id / PAGE, line, what, "write them between the brackets")
    for name in topic.pictures:
        if name not in here:
            what = f'the picture "{name}" stands nowhere on the page'
            root.faults.add(root.path / topic.id / PICTURES, 0, what, "show it in topic.md, or draw it no more")
