"""Which drills a learner asks to see: plain query strings in, a list of drills out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from deepdrill.content.records import Drill
from deepdrill.practice import Standing

__all__ = ["STATES", "Filters"]

STATES = {"new": "New", "tried": "Tried, not passed", "passed": "Passed"}


@dataclass(frozen=True, kw_only=True)
class Filters:
    """What a drill must be; "" stands for anything."""

    topic: str = ""
    kind: str = ""
    level: str = ""
    state: str = ""
    text: str = ""

    @property
    def any(self) -> bool:
        """Whether anything is asked for."""
        return any((self.topic, self.kind, self.level, self.state, self.text.strip()))

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
        return all(want in {"", have} for want, have in asked) and self._mentions(drill)

    def _mentions(self, drill: Drill) -> bool:
        words = self.text.casefold().split()
        if not words:
            return True
        text = " ".join((drill.title, drill.path, *drill.covers, drill.prompt)).casefold()
        return all(word in text for word in words)


def _state(standing: Standing | None) -> str:
    if standing is None:
        return "new"
    return "passed" if standing.passed else "tried"
