"""A debrief to keep or to share: one HTML file that needs nothing else, and a PDF.

Neither asks the network for anything, now or when it is opened.
"""
# ruff: noqa: RUF001  signs that look alike are what one table is about

import unicodedata
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from fpdf import FPDF, XPos, YPos
from fpdf.enums import WrapMode
from jinja2 import Environment, PackageLoader, StrictUndefined

from deepdrill.content.records import Library
from deepdrill.interview import Debrief
from deepdrill.interview.debrief import TurnDebrief
from deepdrill.web import prose, wording
from deepdrill.web.assets import Assets
from deepdrill.web.debriefing import compared, score_says
from deepdrill.web.timeline import timeline_svg
from deepdrill.web.typesetting import typesetter

if TYPE_CHECKING:
    pass

__all__ = ["debrief_html", "debrief_pdf"]

STYLE = Path(__file__).parent / "debrief.css"

_SIGNS = str.maketrans(
    {"“": '"', "”": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "…": "...", "→": "->", "≈": "~", "≤": "<=", "≥": ">=",
     "−": "-", "√": "sqrt ", "∑": "sum ", "∞": "infinity", "≠": "!=", "\u00a0": " ", "\t": "    "}
)  # fmt: skip
"""What the fonts of every PDF reader lack; other letters lose their marks, and the rest becomes a question mark."""


def debrief_html(debrief: Debrief, library: Library) -> str:
    """Give a page that is whole by itself: style, picture and formulas are inside."""
    return (
        _templates()
        .get_template("debrief_file.html")
        .render(debrief=debrief, library=library, style=STYLE.read_text(encoding="utf-8"))
    )


def debrief_pdf(debrief: Debrief, library: Library) -> bytes:
    """Give sheets to print or send."""
    sheets = _Sheets()
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


class _Sheets(FPDF):
    """A4, in the fonts that every reader has."""

    def __init__(self) -> None:
        super().__init__(format="A4")
        self.set_margins(20, 18, 20)
        self.set_auto_page_break(auto=True, margin=18)
        self.set_title("Interview")
        self.set_creator("deepdrill")
        self.add_page()

    def footer(self) -> None:
        """Number the pages."""
        self.set_y(-14)
        self._write(f"{self.page_no()}", size=8, align="R")

    def headline(self, text: str) -> None:
        """Write the title."""
        self._write(text, size=17, style="B", after=1)

    def heading(self, text: str) -> None:
        """Write a heading."""
        self.ln(3)
        self._write(text, size=12.5, style="B", after=1)

    def paragraph(self, text: str) -> None:
        """Write a paragraph."""
        self._write(text, size=10, after=1)

    def aside(self, text: str) -> None:
        """Write something by the way."""
        self._write(text, size=8.5, style="I", after=1)

    def turn(self, turn: TurnDebrief) -> None:
        """Write what was said about a drill."""
        self.ln(1)
        late = ", after the clock" if turn.late else ""
        self._write(f"{turn.number}. {turn.title} ({turn.outcome}{late})", size=10.5, style="B")
        for line in turn.says:
            self.paragraph(line)
        for one in turn.followups:
            self._write(one.asks, size=10, style="I")
            if one.text:
                self.paragraph(f"You: {one.text}")
            self.paragraph(one.says)
            if one.answer:
                self.aside(f"Model answer: {one.answer}")
        if turn.text:
            self._write("What you handed in:", size=8.5, style="I")
            self._write(turn.text, size=8, font="Courier", after=1)

    def _write(
        self, text: str, *, size: float, style: str = "", font: str = "Helvetica", align: str = "L", after: float = 0
    ) -> None:
        self.set_font(font, style, size)
        self.multi_cell(
            0,
            size * 0.5,
            _plain(text),
            align=align,
            new_x=XPos.LMARGIN,
            new_y=YPos.NEXT,
            wrapmode=WrapMode.CHAR if font == "Courier" else WrapMode.WORD,
        )
        if after:
            self.ln(after)


def _plain(text: str) -> str:
    """Write a text in the letters that are there."""
    kept = text.translate(_SIGNS)
    return "".join(one if one == "\n" or _is_there(one) else _nearest(one) for one in kept)


def _is_there(letter: str) -> bool:
    try:
        letter.encode("latin-1")
    except UnicodeEncodeError:
        return False
    return letter.isprintable()


def _nearest(letter: str) -> str:
    return unicodedata.normalize("NFKD", letter).encode("latin-1", "ignore").decode("latin-1") or "?"


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
