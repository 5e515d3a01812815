"""`deepdrill list`: what there is."""

from collections.abc import Collection
from typing import Literal

from rich.table import Table

from deepdrill.app import App
from deepdrill.cli.documents import emit
from deepdrill.cli.options import Options, opened
from deepdrill.cli.terminal import console, counted, note, say
from deepdrill.content import Drill, Kind, Level
from deepdrill.content.spelling import did_you_mean
from deepdrill.errors import UsageError

__all__ = ["list_drills"]

State = Literal["untried", "tried", "passed"]


def list_drills(
    *,
    topic: str | None = None,
    ladder: str | None = None,
    kind: Kind | None = None,
    level: Level | None = None,
    state: State | None = None,
    minutes: int | None = None,
    asked: int = 0,
    options: Options = Options(),  # noqa: B008  frozen
) -> int:
    """List the drills in the order of the curriculum, with where you stand.

    Parameters
    ----------
    topic
        Only drills of this topic.
    ladder
        Only the steps of this ladder, in climbing order.
    kind
        Only drills of this kind.
    level
        Only drills of this level.
    state
        Only drills that you have not tried, tried without passing, or passed.
    minutes
        Only drills that take at most so many minutes in an interview.
    asked
        Only drills that at least so many of the 117 sources on interviews ask for.
    """
    with opened(options) as app:
        library = app.library
        _require_known("topic", topic, library.topics)
        _require_known("ladder", ladder, library.ladders)
        climbed = library.ladders[ladder] if ladder else None
        states = _states(app)
        drills = [
            drill
            for drill in (map(library.drills.__getitem__, climbed.rungs) if climbed else library.drills.values())
            if topic in {None, drill.topic}
            and kind in {None, drill.kind}
            and level in {None, drill.level}
            and state in {None, states[drill.path]}
            and drill.frequency >= asked
            and (minutes is None or drill.minutes <= minutes)
        ]
        faults = len(library.faults)
    if options.json:
        emit(
            "drills",
            drills=[_entry(drill, states[drill.path]) for drill in drills],
            ladders=[climbed] if climbed else list(library.ladders.values()),
            faults=faults,
        )
        return 0
    if climbed:
        say(f"{climbed.title}: {climbed.says}\n")
    _print(drills, states)
    if library.ladders and not climbed:
        say(f"Ladders: {', '.join(library.ladders)}. See one with:  deepdrill list --ladder ID", style="dim")
    if faults:
        note(f"Left out for {counted(faults, 'fault')} in their files; see them with:  deepdrill proof")
    return 0


def _require_known(noun: str, name: str | None, known: Collection[str]) -> None:
    if name is not None and name not in known:
        near = did_you_mean(name, known, f"the {noun}s are:  {', '.join(known)}" if known else f"there are no {noun}s")
        raise UsageError(f'There is no {noun} "{name}": {near}')


def _states(app: App) -> dict[str, State]:
    """Say where the learner stands; where nothing was ever recorded no database is made."""
    standing = app.standing() if app.settings.database.exists() else {}
    states: dict[str, State] = dict.fromkeys(app.library.drills, "untried")
    states |= {path: "passed" if one.passed else "tried" for path, one in standing.items()}
    return states


def _entry(drill: Drill, state: State) -> dict[str, object]:
    return {
        "path": drill.path,
        "title": drill.title,
        "kind": drill.kind,
        "level": drill.level,
        "minutes": drill.minutes,
        "covers": drill.covers,
        "needs": drill.needs,
        "revision": drill.revision,
        "state": state,
    }


_MARKS: dict[State, str] = {"untried": " ", "tried": "~", "passed": "✓"}


def _print(drills: list[Drill], states: dict[str, State]) -> None:
    if not drills:
        say("No drill fits. See all of them with:  deepdrill list")
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("", "drill", "kind", "level", "min", "title"):
        table.add_column(heading, justify="right" if heading == "min" else "left", no_wrap=heading != "title")
    for drill in drills:
        mark = _MARKS[states[drill.path]]
        table.add_row(mark, drill.path, drill.kind, drill.level, str(drill.minutes), drill.title)
    out = console()
    out.print(table, soft_wrap=False)
    say(f"{counted(len(drills), 'drill')}. ✓ passed, ~ tried. Read one with:  deepdrill show DRILL", style="dim")
