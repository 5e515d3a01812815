"""`curriculum.toml` and `skills.toml`: what is to be learned, and in which order."""

from deepdrill.content.folder import Folder
from deepdrill.content.order import cycles
from deepdrill.content.pages import PAGE, read_pictures
from deepdrill.content.records import Skill, Topic
from deepdrill.content.shapes import CurriculumShape, SkillsShape
from deepdrill.content.tables import Table, read_table

__all__ = ["read_skills", "read_topics"]


def read_topics(root: Folder) -> dict[str, Topic]:
    """Read the topics in the order of learning, each with its page where one is written."""
    text = root.text("curriculum.toml", "write one [[topics]] table per topic, in the order of learning")
    table = None if text is None else read_table(root.path / "curriculum.toml", text, CurriculumShape, root.faults)
    if table is None:
        return {}
    table.refuse_repeats(("topics",), (topic.id for topic in table.holds.topics), "topic", "id")
    _refuse_bad_needs(table)
    return {
        topic.id: Topic(
            id=topic.id,
            title=topic.title,
            area=topic.area,
            needs=tuple(topic.needs),
            page=inside.optional_text(PAGE),
            pictures=read_pictures(inside),
        )
        for topic, inside in ((one, Folder(path=root.path / one.id, faults=root.faults)) for one in table.holds.topics)
    }


def read_skills(root: Folder, topics: dict[str, Topic]) -> dict[str, Skill]:
    """Read every skill, in the order of the file."""
    text = root.text("skills.toml", "write one [[skills]] table per skill of the syllabus")
    table = None if text is None else read_table(root.path / "skills.toml", text, SkillsShape, root.faults)
    if table is None:
        return {}
    shapes = table.holds.skills
    table.refuse_repeats(("skills",), (skill.id for skill in shapes), "skill", "id")
    for index, skill in enumerate(shapes):
        if topics:
            where = "topics are listed in content/curriculum.toml"
            table.refuse_unknown(("skills", index, "topic"), skill.topic, topics, "topic", where)
    return {
        skill.id: Skill(id=skill.id, topic=skill.topic, kind=skill.kind, level=skill.level, asks=skill.asks)
        for skill in shapes
    }


def _refuse_bad_needs(table: Table[CurriculumShape]) -> None:
    topics = table.holds.topics
    ids = [topic.id for topic in topics]
    circling = {member for cycle in cycles({topic.id: topic.needs for topic in topics}) for member in cycle}
    for index, topic in enumerate(topics):
        for place, need in enumerate(topic.needs):
            location = ("topics", index, "needs", place)
            table.refuse_unknown(location, need, ids, "topic", "topics are listed in this file")
            if topic.id in circling and need in circling:
                table.fault(location, f'"{topic.id}" and "{need}" need each other', "take one of the needs away")
            elif need in ids[index:]:
                table.fault(location, f'"{need}" comes later than "{topic.id}", which needs it', "move it up")
