"""A content folder to a library: every drill that is whole, and every fault of those that are not.

Reads, never writes, never runs anything.
"""

from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

from deepdrill.content import asked, ladders, pages, roles
from deepdrill.content.drills import DrillFile, read_drill
from deepdrill.content.faults import Faults
from deepdrill.content.folder import Folder
from deepdrill.content.order import cycles, in_order
from deepdrill.content.records import Drill, Level, Library, Skill, Topic
from deepdrill.content.spelling import did_you_mean
from deepdrill.content.syllabus import read_skills, read_topics

__all__ = ["load_library"]

_ROOT_FILES = frozenset({"curriculum.toml", "skills.toml", asked.FILE, ladders.FILE, roles.FILE})
_LEVELS = list(Level)


def load_library(root: Path) -> Library:
    """Read the whole content folder; a drill with faults is left out, its faults are kept."""
    faults = Faults()
    if not root.is_dir():
        faults.add(root, 0, "is not a folder", "name the folder that holds curriculum.toml and skills.toml")
        return Library(root=root, topics={}, skills={}, drills={}, faults=faults.in_order())
    folder = Folder(path=root, faults=faults)
    topics = read_topics(folder)
    skills = read_skills(folder, topics)
    files = _read_drills(folder, topics, skills)
    _refuse_repeated_titles(files)
    _refuse_bad_needs(files)
    for file in files:
        faults.extend(file.faults)
    whole = [file.drill for file in files if file.drill and not file.faults and file.drill.topic in topics]
    drills = _sorted(whole, topics)
    needs = {file.path: file.table.holds.needs if file.table else [] for file in files}
    pages.refuse_dead_ends(folder, topics, needs)
    return Library(
        root=root,
        topics=topics,
        skills=skills,
        drills=drills,
        ladders=ladders.read_ladders(folder, needs, drills),
        asked=asked.read_asked(folder, needs, drills),
        roles=roles.read_roles(folder, topics),
        faulty=tuple(file.path for file in files if file.path not in drills),
        faults=faults.in_order(),
    )


def _read_drills(root: Folder, topics: Mapping[str, Topic], skills: Mapping[str, Skill]) -> list[DrillFile]:
    files = []
    root.refuse_strays(_ROOT_FILES, folders=frozenset(root.names()))
    for topic in (name for name in root.names() if (root.path / name).is_dir()):
        inside = Folder(path=root.path / topic, faults=root.faults)
        if topics and topic not in topics:
            remedy = did_you_mean(topic, topics, "topics are listed in content/curriculum.toml")
            root.faults.add(inside.path, 0, f'unknown topic "{topic}"', remedy)
        slugs = [name for name in inside.names() if (inside.path / name).is_dir()]
        inside.refuse_strays(pages.FILES, folders=frozenset(slugs))
        files += [read_drill(inside.path / slug, f"{topic}/{slug}", skills) for slug in slugs]
    return files


def _refuse_repeated_titles(files: list[DrillFile]) -> None:
    first: dict[str, DrillFile] = {}
    for file in files:
        if file.table is None:
            continue
        title = file.table.holds.title
        other = first.setdefault(title.casefold(), file)
        if other is not file:
            file.table.fault(("title",), f'the title "{title}" is also that of {other.path}', "rename one of them")


def _refuse_bad_needs(files: list[DrillFile]) -> None:
    """Note needs that name no drill, and drills that need each other; a faulty drill is still a drill."""
    paths = [file.path for file in files]
    needs = {file.path: file.table.holds.needs if file.table else [] for file in files}
    circles: dict[str, tuple[str, ...]] = defaultdict(tuple)
    for circle in cycles(needs):
        circles |= dict.fromkeys(circle, circle)
    for file in files:
        if file.table is None:
            continue
        file.table.refuse_repeats(("needs",), file.table.holds.needs, "drill")
        for index, need in enumerate(file.table.holds.needs):
            file.table.refuse_unknown(("needs", index), need, paths, "drill", "a need is a path TOPIC/SLUG")
            if need in circles[file.path]:
                way = " → ".join((*circles[file.path], circles[file.path][0]))
                file.table.fault(("needs", index), f"drills that need each other: {way}", "take one need away")


def _sorted(drills: list[Drill], topics: Mapping[str, Topic]) -> dict[str, Drill]:
    """Sort by topic, then what is needed first, then by level."""
    place = {topic: index for index, topic in enumerate(topics)}
    drills = sorted(drills, key=lambda drill: (place[drill.topic], _LEVELS.index(drill.level), drill.path))
    ordered: dict[str, Drill] = {}
    for topic in topics:
        inside = {drill.path: drill for drill in drills if drill.topic == topic}
        ordered |= in_order(inside, lambda drill: drill.needs)
    return ordered
