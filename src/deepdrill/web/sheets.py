"""The sheets of a PDF, in the fonts that every reader has."""
# ruff: noqa: RUF001  signs that look alike are what one table is about

import unicodedata

from fpdf import FPDF, XPos, YPos
from fpdf.enums import WrapMode

from deepdrill.interview.debrief import TurnDebrief

__all__ = ["Sheets"]

_SIGNS = str.maketrans(
    {"“": '"', "”": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "…": "...", "→": "->", "≈": "~", "≤": "<=", "≥": ">=",
     "−": "-", "√": "sqrt ", "∑": "sum ", "∞": "infinity", "≠": "!=", "\u00a0": " ", "\t": "    "}
)  # fmt: skip
"""What the fonts of every PDF reader lack; other letters lose their marks, and the rest becomes a question mark."""


class Sheets(FPDF):
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
