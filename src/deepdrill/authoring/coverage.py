"""Which skills of the syllabus are practised by which drills, and so what is to be written next."""

from dataclasses import dataclass

from deepdrill.content import Asked, Level, Library

__all__ = ["Coverage", "SkillCoverage", "TopicCoverage", "measure_coverage"]


@dataclass(frozen=True, kw_only=True)
class SkillCoverage:
    """One skill and the drills that practise it."""

    id: str
    kind: str
    level: Level
    asks: str
    drills: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class TopicCoverage:
    """One topic: how many of its skills are covered, by drills of whatever topic."""

    id: str
    title: str
    drills: int
    """Drills that live in this topic."""
    covered: int
    skills: tuple[SkillCoverage, ...]

    @property
    def uncovered(self) -> tuple[SkillCoverage, ...]:
        """The skills that no drill practises yet."""
        return tuple(skill for skill in self.skills if not skill.drills)


@dataclass(frozen=True, kw_only=True)
class Coverage:
    """The whole syllabus; drills with faults cover nothing."""

    skills: int
    covered: int
    drills: int
    topics: tuple[TopicCoverage, ...]
    asked: tuple[Asked, ...]
    """What coding rounds ask for, with its drills."""

    @property
    def unpractised(self) -> tuple[Asked, ...]:
        """What coding rounds ask for and no drill practises yet."""
        return tuple(one for one in self.asked if not one.drills)


def measure_coverage(library: Library) -> Coverage:
    """Count what the library covers, topic by topic in the order of the curriculum."""
    by_skill: dict[str, list[str]] = {skill: [] for skill in library.skills}
    for drill in library.drills.values():
        for skill in drill.covers:
            by_skill[skill].append(drill.path)
    topics = tuple(_topic(library, topic, by_skill) for topic in library.topics)
    return Coverage(
        skills=len(library.skills),
        covered=sum(bool(drills) for drills in by_skill.values()),
        drills=len(library.drills),
        topics=topics,
        asked=library.asked,
    )


def _topic(library: Library, topic: str, by_skill: dict[str, list[str]]) -> TopicCoverage:
    skills = tuple(
        SkillCoverage(
            id=skill.id, kind=skill.kind, level=skill.level, asks=skill.asks, drills=tuple(by_skill[skill.id])
        )
        for skill in library.skills.values()
        if skill.topic == topic
    )
    return TopicCoverage(
        id=topic,
        title=library.topics[topic].title,
        drills=sum(drill.topic == topic for drill in library.drills.values()),
        covered=sum(bool(skill.drills) for skill in skills),
        skills=skills,
    )
