"""Drills as an Anki package: the question in front, a worked answer and what people get wrong behind.

Ids follow from the drills' paths, so that a package that is imported again changes its notes instead of doubling them.
"""

import hashlib
import io
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from markdown_it import MarkdownIt
from mdit_py_plugins.dollarmath import dollarmath_plugin

from deepdrill.content.records import Calculate, Debug, Drill, Implement, Topic
from deepdrill.errors import UsageError
from deepdrill.grading.calculation import Calculation
from deepdrill.practice.help import solution_of

__all__ = ["anki_package"]

MODEL = 1_607_118_042
"""Of our notes; drawn once, so that Anki knows them again."""

SEED = 0
"""Of the numbers that a calculate drill's note shows: the same ones in every package."""

CSS = """
.card { font: 1.05rem/1.5 system-ui, sans-serif; text-align: left; max-width: 44rem; margin: auto; }
pre { overflow-x: auto; padding: 0.6rem; border: 1px solid #8884; border-radius: 4px; font-size: 0.9rem; }
table { border-collapse: collapse; } th, td { padding: 0.2rem 0.6rem; border-bottom: 1px solid #8884; }
.about { opacity: 0.7; font-size: 0.85rem; }
"""


def anki_package(drills: Iterable[Drill], topics: dict[str, Topic], at: datetime) -> bytes:
    """Make a package of every drill that has a worked answer, one deck per topic."""
    import genanki  # noqa: PLC0415  only who exports pays for it

    model = genanki.Model(
        MODEL,
        "deepdrill",
        fields=[{"name": name} for name in ("Path", "Front", "Back")],
        templates=[
            {"name": "Drill", "qfmt": "{{Front}}", "afmt": '{{FrontSide}}<hr id="answer">{{Back}}'},
        ],
        css=CSS,
    )
    decks: dict[str, Any] = {}
    for drill in drills:
        back = _back(drill)
        if not back:
            continue
        topic = topics[drill.topic].title if drill.topic in topics else drill.topic
        deck = decks.setdefault(drill.topic, genanki.Deck(_number(f"deck {drill.topic}"), f"deepdrill::{topic}"))
        tags = [drill.kind.value, drill.level.value, drill.topic]
        fields = [drill.path, _front(drill), back]
        deck.add_note(genanki.Note(model=model, fields=fields, tags=tags, guid=genanki.guid_for(drill.path)))
    out = io.BytesIO()
    genanki.Package(list(decks.values())).write_to_file(out, timestamp=at.timestamp())
    return out.getvalue()


def _front(drill: Drill) -> str:
    prompt = Calculation.load(drill).problem(SEED).prompt if isinstance(drill.body, Calculate) else drill.prompt
    about = f'<p class="about">{drill.kind.value} · {drill.level.value} · {drill.minutes} min</p>'
    return f"<h3>{_markdown.renderInline(drill.title)}</h3>{_markdown.render(prompt)}{about}"


def _back(drill: Drill) -> str:
    try:
        text = solution_of(drill, SEED)
    except UsageError:
        return ""
    if isinstance(drill.body, Implement | Debug):
        text = f"```python\n{text.strip()}\n```"
    if isinstance(drill.body, Implement):
        text += "\n\n**What people get wrong**\n\n" + "\n".join(f"- {one.says}" for one in drill.body.mistakes)
    if drill.followups:
        asked = "\n\n".join(f"*{one.asks}*\n\n{one.answer}" for one in drill.followups)
        text += f"\n\n**What an interviewer asks next**\n\n{asked}"
    return str(_markdown.render(text))


def _maths(text: str, options: dict[str, Any]) -> str:
    """Write a formula between the marks that Anki typesets."""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return rf"\[{escaped}\]" if options.get("display_mode") else rf"\({escaped}\)"


def _prepared() -> MarkdownIt:
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    return markdown.use(dollarmath_plugin, allow_space=False, allow_digits=False, renderer=_maths)


_markdown = _prepared()


def _number(name: str) -> int:
    """Give the id of a deck, the same for ever."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:4], "big") % (1 << 30) + (1 << 30)
