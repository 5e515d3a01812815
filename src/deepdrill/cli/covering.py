"""`deepdrill coverage`: which skills are practised by which drills."""

from rich.table import Table

from deepdrill.authoring import Coverage, TopicCoverage, measure_coverage
from deepdrill.cli.documents import emit
from deepdrill.cli.options import Options, opened
from deepdrill.cli.terminal import console, counted, say
from deepdrill.content.spelling import did_you_mean
from deepdrill.errors import UsageError

__all__ = ["coverage"]


def coverage(
    topic: str | None = None,
    /,
    *,
    options: Options = Options(),  # noqa: B008  frozen
) -> int:
    """Show how many skills each topic covers; with a topic, each skill and its drills.

    Parameters
    ----------
    topic
        Show this topic's skills.
    """
    with opened(options) as app:
        measured = measure_coverage(app.library)
    chosen = _chosen(measured, topic)
    if options.json:
        counts = {"skills": measured.skills, "covered": measured.covered, "drills": measured.drills}
        topics = measured.topics if chosen is None else (chosen,)
        emit("coverage", **counts, topics=topics, asked=measured.asked)
    elif chosen is None:
        _print_topics(measured)
    else:
        _print_skills(chosen)
    return 0


def _chosen(measured: Coverage, topic: str | None) -> TopicCoverage | None:
    topics = {one.id: one for one in measured.topics}
    if topic is not None and topic not in topics:
        near = did_you_mean(topic, topics, "the topics are:  " + ", ".join(topics))
        raise UsageError(f'There is no topic "{topic}": {near}')
    return topics[topic] if topic else None


def _print_topics(measured: Coverage) -> None:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("topic")
    for heading in ("drills", "covered", "skills"):
        table.add_column(heading, justify="right")
    for topic in measured.topics:
        table.add_row(topic.id, str(topic.drills), str(topic.covered), str(len(topic.skills)))
    console().print(table, soft_wrap=False)
    say(
        f"{measured.covered} of {measured.skills} skills are covered, by {counted(measured.drills, 'drill')}.",
        style="bold",
    )
    if measured.asked:
        practised = len(measured.asked) - len(measured.unpractised)
        say(
            f"{practised} of {len(measured.asked)} things that coding rounds often ask for are practised.", style="bold"
        )
    for one in measured.unpractised:
        say(f"  not yet: {one.title} ({one.mark})")
    say("See what a topic still lacks with:  deepdrill coverage TOPIC", style="dim")


def _print_skills(topic: TopicCoverage) -> None:
    say(f"{topic.title}: {topic.covered} of {len(topic.skills)} skills covered\n", style="bold")
    for skill in sorted(topic.skills, key=lambda skill: not skill.drills):
        mark, style = ("✓", "green") if skill.drills else ("·", "")
        say(f"{mark} {skill.id}  ({skill.kind}, {skill.level})", style=style)
        say(f"    {', '.join(skill.drills) or skill.asks}", style="dim")
