"""The Markdown files of a drill: prompt, hints and follow-ups."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from deepdrill.content.faults import Faults
from deepdrill.content.folder import Folder
from deepdrill.content.records import Followup

__all__ = ["read_followups", "read_hints", "read_prompt"]

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_RUNGS = 3
_FEWEST_FOLLOWUPS, _MOST_FOLLOWUPS = 2, 4

_PROMPT = "write what the learner reads, without a heading"
_HINTS = "write three rungs, one ## heading each: a nudge, the idea, almost the answer"
_FOLLOWUPS = "write two to four ## headings, each a next question, with a short answer below"


@dataclass(frozen=True, kw_only=True)
class _Section:
    heading: str
    line: int
    body: str


def read_prompt(folder: Folder) -> str:
    """Read `prompt.md`, which may be neither empty nor carry the title again."""
    text = folder.text("prompt.md", _PROMPT)
    path = folder.path / "prompt.md"
    if text is None:
        return ""
    if not text.strip():
        folder.faults.add(path, 1, "is empty", _PROMPT)
    for number, line in _outside_fences(text):
        if line.startswith("# "):
            folder.faults.add(path, number, "a heading in the prompt", "remove it: the title is in drill.toml")
    return text


def read_hints(folder: Folder) -> tuple[str, ...]:
    """Read the three rungs of `hints.md`, without their headings."""
    sections = _sections(folder, "hints.md", _HINTS)
    if sections is not None and len(sections) != _RUNGS:
        what = f"has {len(sections)} rungs, not {_RUNGS}"
        folder.faults.add(folder.path / "hints.md", _last_line(sections), what, _HINTS)
    return tuple(section.body for section in sections or ())


def read_followups(folder: Folder) -> tuple[Followup, ...]:
    """Read the questions of `followups.md` with their answers."""
    sections = _sections(folder, "followups.md", _FOLLOWUPS)
    if sections is not None and not _FEWEST_FOLLOWUPS <= len(sections) <= _MOST_FOLLOWUPS:
        what = f"has {len(sections)} follow-ups, not {_FEWEST_FOLLOWUPS} to {_MOST_FOLLOWUPS}"
        folder.faults.add(folder.path / "followups.md", _last_line(sections), what, _FOLLOWUPS)
    return tuple(Followup(asks=section.heading, answer=section.body) for section in sections or ())


def _last_line(sections: list[_Section]) -> int:
    return sections[-1].line if sections else 1


def _sections(folder: Folder, name: str, remedy: str) -> list[_Section] | None:
    text = folder.text(name, remedy)
    if text is None:
        return None
    path = folder.path / name
    heads = [(number, line[3:].strip()) for number, line in _outside_fences(text) if line.startswith("## ")]
    lines = text.split("\n")
    if "".join(lines[: heads[0][0] - 1] if heads else lines).strip():
        folder.faults.add(path, 1, "text before the first ## heading", remedy)
    ends = [number - 1 for number, _ in heads[1:]] + [len(lines)]
    sections = [
        _Section(heading=heading, line=number, body="\n".join(lines[number:end]).strip())
        for (number, heading), end in zip(heads, ends, strict=False)  # without a heading there is an end only
    ]
    _refuse_empty(path, sections, folder.faults)
    return sections


def _refuse_empty(path: Path, sections: list[_Section], faults: Faults) -> None:
    for section in sections:
        if not section.heading:
            faults.add(path, section.line, "a heading without words", "write what it is about")
        if not section.body:
            faults.add(path, section.line, f'nothing below "{section.heading}"', "write a sentence or two")


def _outside_fences(text: str) -> Iterator[tuple[int, str]]:
    """List the numbered lines that are not inside a fenced block of code."""
    fence = ""
    for number, line in enumerate(text.split("\n"), start=1):
        mark = _FENCE.match(line)
        if fence:
            if mark and mark[1].startswith(fence) and not line.strip(" `~"):
                fence = ""
        elif mark:
            fence = mark[1]
        else:
            yield number, line
