"""Where to go on and where to begin: plain facts from the learner's own history, no estimate."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from deepdrill.content.records import Drill, Ladder, Library
from deepdrill.practice import Attempt, Standing

__all__ = ["Step", "left_off", "steps_of", "suggestion"]


@dataclass(frozen=True, kw_only=True)
class Step:
    """A drill's place on a ladder."""

    ladder: Ladder
    place: int
    """From 1."""
    next: Drill | None
    """The nearest rung above that is not passed; None where all above are."""


def left_off(library: Library, attempts: Iterable[Attempt], standings: Mapping[str, Standing]) -> Drill | None:
    """Find the drill that was tried last and is not passed."""
    for attempt in attempts:
        drill = library.drills.get(attempt.drill)
        if drill and not _is_passed(drill.path, standings):
            return drill
    return None


def suggestion(library: Library, standings: Mapping[str, Standing]) -> Drill | None:
    """Find the first drill of the curriculum that is not passed while all that it needs is.

    Where every open drill waits for another one, the first open drill; None once everything is passed.
    """
    left = [drill for drill in library.drills.values() if not _is_passed(drill.path, standings)]
    ready = [drill for drill in left if all(_is_passed(need, standings) for need in drill.needs)]
    return next(iter([*ready, *left]), None)


def steps_of(drill: Drill, library: Library, standings: Mapping[str, Standing]) -> list[Step]:
    """List where a drill stands on each of its ladders, and where they lead next."""
    return [
        Step(
            ladder=ladder,
            place=ladder.rungs.index(drill.path) + 1,
            next=next((library.drills[up] for up in ladder.after(drill.path) if not _is_passed(up, standings)), None),
        )
        for ladder in library.ladders.values()
        if drill.path in ladder.rungs
    ]


def _is_passed(path: str, standings: Mapping[str, Standing]) -> bool:
    standing = standings.get(path)
    return standing is not None and standing.passed
