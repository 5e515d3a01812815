"""Which drills a learner asks to see: plain query strings in, a list of drills out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from deepdrill.content.records import Drill, Ladder, Library, Topic
from deepdrill.practice import Standing

__all__ = ["FREQUENCIES", "GROUPINGS", "MINUTES", "STATES", "Filters", "Group", "by_ladder", "by_topic"]

GROUPINGS = {"topic": "Topic", "ladder": "Ladder"}

MINUTES = {"5": "5 or fewer", "15": "15 or fewer", "30": "30 or fewer"}

FREQUENCIES = {"20": "Most asked", "8": "Often asked", "1": "Asked by somebody"}
"""By how many of the 117 sources read ask for it at least."""

STATES = {"new": "New", "tried": "Tried, not passed", "passed": "Passed"}


@dataclass(frozen=True, kw_only=True)
class Filters:
    """What a drill must be; "" stands for anything."""

    topic: str = ""
    kind: str = ""
    level: str = ""
    state: str = ""
    minutes: str = ""
    """At most so many."""
    asked: str = ""
    """By at least so many sources."""
    text: str = ""
    by: str = "topic"
    """How what is found is grouped; no filter."""

    @property
    def any(self) -> bool:
        """Whether anything is asked for."""
        return any((self.topic, self.kind, self.level, self.state, self.minutes, self.asked, self.text.strip()))

    def choose(self, drills: Iterable[Drill], standings: Mapping[str, Standing]) -> list[Drill]:
        """Keep the drills that fit, in their order."""
        return [drill for drill in drills if self._fits(drill, standings.get(drill.path))]

    def _fits(self, drill: Drill, standing: Standing | None) -> bool:
        asked = (
            (self.topic, drill.topic),
            (self.kind, drill.kind.value),
            (self.level, drill.level.value),
            (self.state, _state(standing)),
        )
        fits = all(want in {"", have} for want, have in asked)
        quick = not self.minutes.isdecimal() or drill.minutes <= int(self.minutes)
        often = not self.asked.isdecimal() or drill.frequency >= int(self.asked)
        return fits and quick and often and self._mentions(drill)

    def _mentions(self, drill: Drill) -> bool:
        words = self.text.casefold().split()
        if not words:
            return True
        text = " ".join((drill.title, drill.path, *drill.covers, drill.prompt)).casefold()
        return all(word in text for word in words)


@dataclass(frozen=True, kw_only=True)
class Group:
    """Drills under one heading."""

    of: Topic | Ladder
    drills: tuple[Drill, ...]
    places: tuple[int, ...]
    """Where each stands in the whole topic or ladder, from 1."""
    passed: int
    """How many of the whole are passed."""
    total: int


def by_topic(library: Library, found: Iterable[Drill], standings: Mapping[str, Standing]) -> list[Group]:
    """Put drills under their topics, in the order of the curriculum."""
    drills = library.drills.values()
    inside = ((topic, [one.path for one in drills if one.topic == topic.id]) for topic in library.topics.values())
    return _groups(library, inside, found, standings)


def by_ladder(library: Library, found: Iterable[Drill], standings: Mapping[str, Standing]) -> list[Group]:
    """Put drills on their ladders, in climbing order; a drill may stand on several, or on none and be left out."""
    inside = ((ladder, list(ladder.rungs)) for ladder in library.ladders.values())
    return _groups(library, inside, found, standings)


def _groups(
    library: Library,
    inside: Iterable[tuple[Topic | Ladder, list[str]]],
    found: Iterable[Drill],
    standings: Mapping[str, Standing],
) -> list[Group]:
    wanted = {drill.path for drill in found}
    groups = (
        Group(
            of=of,
            drills=tuple(library.drills[path] for path in paths if path in wanted),
            places=tuple(place for place, path in enumerate(paths, 1) if path in wanted),
            passed=sum(_state(standings.get(path)) == "passed" for path in paths),
            total=len(paths),
        )
        for of, paths in inside
    )
    return [group for group in groups if group.drills]


def _state(standing: Standing | None) -> str:
    if standing is None:
        return "new"
    return "passed" if standing.passed else "tried"
