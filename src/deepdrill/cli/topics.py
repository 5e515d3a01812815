"""`deepdrill topic`: a topic on one page, in the terminal."""

from rich.markdown import Markdown

from deepdrill.cli.documents import emit
from deepdrill.cli.drawing import drawn
from deepdrill.cli.options import Options, opened
from deepdrill.cli.terminal import console, counted, say
from deepdrill.content import Drill, Library, Picture, PictureHere, Topic, parts
from deepdrill.content.spelling import did_you_mean
from deepdrill.errors import UsageError

__all__ = ["topic"]


def topic(
    topic: str | None = None,
    /,
    *,
    options: Options = Options(),  # noqa: B008  frozen
) -> int:
    """Show what to know about a topic on one page, and its drills; without one, list the topics.

    Parameters
    ----------
    topic
        The topic's id, such as attention.
    """
    with opened(options) as app:
        library = app.library
    if topic is None:
        return _list(library, as_json=options.json)
    if topic not in library.topics:
        near = did_you_mean(topic, library.topics, "list them with:  deepdrill topic")
        raise UsageError(f'There is no topic "{topic}": {near}')
    found = library.topics[topic]
    drills = [drill for drill in library.drills.values() if drill.topic == topic]
    if options.json:
        emit("topic", **_entry(found, drills), page=found.page, pictures=list(found.pictures.values()))
    else:
        _print(found, drills)
    return 0


def _list(library: Library, *, as_json: bool) -> int:
    inside = {one: [drill for drill in library.drills.values() if drill.topic == one] for one in library.topics}
    if as_json:
        emit("topics", topics=[_entry(one, inside[one.id]) for one in library.topics.values()])
        return 0
    width = max((len(one) for one in library.topics), default=0)
    for one in library.topics.values():
        say(f"{one.id:<{width}}  {one.title} ({counted(len(inside[one.id]), 'drill')})")
    say("\nRead one with:  deepdrill topic TOPIC", style="dim")
    return 0


def _entry(topic: Topic, drills: list[Drill]) -> dict[str, object]:
    return {
        "id": topic.id,
        "title": topic.title,
        "area": topic.area,
        "needs": topic.needs,
        "drills": [drill.path for drill in drills],
    }


def _print(topic: Topic, drills: list[Drill]) -> None:
    out = console()
    say(topic.title, style="bold")
    if topic.needs:
        say(f"Comes after: {', '.join(topic.needs)}", style="dim")
    for part in parts(topic.page):
        say()
        if isinstance(part, PictureHere):
            if part.name in topic.pictures:
                _print_picture(topic.pictures[part.name])
        else:
            # A link of the pages is a drill's path here.
            text = part.replace("](/drills/", "](").replace("](/topics/", "](")
            out.print(Markdown(text, hyperlinks=False), soft_wrap=False)
    say("\nDrills:" if drills else "\nThere is no drill on this topic yet.", style="bold")
    for drill in drills:
        say(f"  {drill.path}  {drill.title} · {drill.kind} · {drill.minutes} min")
    if drills:
        say("\nSee one with:  deepdrill show DRILL", style="dim")


def _print_picture(picture: Picture) -> None:
    for line in drawn(picture.plot):
        say(f"  {line}")
    say(f"  {picture.says}", style="dim")
