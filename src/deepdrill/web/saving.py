"""A debrief to keep or to share: one HTML file that needs nothing else, and a PDF.

Neither asks the network for anything, now or when it is opened.
"""

from functools import cache
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from deepdrill.content.records import Library
from deepdrill.interview import Debrief
from deepdrill.web import prose, wording
from deepdrill.web.assets import Assets
from deepdrill.web.debriefing import compared, score_says
from deepdrill.web.timeline import timeline_svg
from deepdrill.web.typesetting import typesetter

__all__ = ["debrief_html", "debrief_pdf"]

STYLE = Path(__file__).parent / "debrief.css"


def debrief_html(debrief: Debrief, library: Library) -> str:
    """Give a page that is whole by itself: style, picture and formulas are inside."""
    return (
        _templates()
        .get_template("debrief_file.html")
        .render(debrief=debrief, library=library, style=STYLE.read_text(encoding="utf-8"))
    )


def debrief_pdf(debrief: Debrief, library: Library) -> bytes:
    """Give sheets to print or send."""
    from deepdrill.web.sheets import Sheets  # noqa: PLC0415  half a second of imports that only a PDF needs

    sheets = Sheets()
    sheets.headline(f"Interview of {wording.when(debrief.interview.begun_at)}")
    role = library.roles.get(debrief.interview.role)
    asked = f"{role.title}, " if role else ""
    sheets.aside(
        f"{asked}{wording.level_says(debrief.interview.level)}, {debrief.interview.minutes} minutes: "
        f"{wording.rounds_say(debrief.interview.rounds)}"
    )
    for line in debrief.says:
        sheets.paragraph(line)
    sheets.heading("Three things to do next")
    for place, thing in enumerate(debrief.next, 1):
        title = library.drills[thing.drill].title if thing.drill in library.drills else thing.drill
        sheets.paragraph(f"{place}. {title} ({thing.drill}): {thing.reason}")
    if not debrief.next:
        sheets.paragraph("Nothing stands out: go on as planned.")
    for one in debrief.rounds:
        sheets.heading(f"{wording.round_says(one.round)}: {score_says(one.score)}")
        sheets.paragraph(one.says)
        for turn in one.turns:
            sheets.turn(turn)
    rows = compared(debrief)
    if rows:
        sheets.heading("Beside earlier interviews")
        for round_, before, now in rows:
            sheets.paragraph(f"{wording.round_says(round_)}: {', '.join(before)}; now {now}")
    for note in debrief.notes:
        sheets.aside(note)
    sheets.aside("Made by deepdrill. Closeness to a model answer is judged by words alone; the page has formulas set.")
    return bytes(sheets.output())


@cache
def _templates() -> Environment:
    environment = Environment(
        loader=PackageLoader("deepdrill.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {
        "round_says": wording.round_says,
        "rounds_say": wording.rounds_say,
        "level_says": wording.level_says,
        "clock_says": wording.clock_says,
        "score_says": score_says,
        "compared": compared,
        "timeline_svg": timeline_svg,
    }
    environment.filters |= {
        "when": wording.when,
        "prose": prose.prose_with(typesetter(Assets.load().typeset)),
        "python": prose.python,
    }
    return environment
