"""A plot as SVG: drawn on the server, so that it needs no script and looks the same in both schemes.

Colours and strokes are classes of the style sheet; every curve has a dash pattern of its own beside its colour.
"""

import base64
import math
from collections.abc import Sequence
from dataclasses import dataclass

import msgspec
from markupsafe import Markup, escape

from deepdrill.content.records import Chart
from deepdrill.lab import Curve, LabRun, Pictured, Plot

__all__ = ["data_url", "plot_svg", "points_on", "standing_alone"]

WIDTH, HEIGHT = 420, 280  # in the pixels of a phone, so that letters stay readable there
LEFT, RIGHT, TOP, BOTTOM = 62, 12, 10, 46
TICKS = 4
MOST_DIGITS = 5
"""Longer numbers do not fit beside an axis; powers of ten are short as such."""
RAISED = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
MOST_CURVES = 6
"""Beyond these the style sheet has no further looks; they come round again."""


@dataclass(frozen=True)
class Axis:
    """Maps values to places on the page."""

    low: float
    high: float
    start: float
    end: float
    log: bool

    def place(self, value: float | None) -> float | None:
        """Give where a value lies; None where it has no place."""
        scaled = _scaled(value, log=self.log)
        if scaled is None:
            return None
        share = (scaled - self.low) / (self.high - self.low) if self.high > self.low else 0.5
        return self.start + share * (self.end - self.start)

    def ticks(self) -> list[tuple[float, str]]:
        """Give places and labels of round values."""
        values = _decades(self.low, self.high) if self.log else _round_steps(self.low, self.high)
        return [(place, _label(value)) for value in values if (place := self.place(value)) is not None]


def plot_svg(plot: Plot, says: str) -> Markup:
    """Draw a plot; `says` is what it shows, for whoever cannot see it."""
    axes = _axes(plot)
    if axes is None:
        return Markup("")
    legend = "".join(
        f'<span><svg class="key" viewBox="0 0 28 10" aria-hidden="true">'
        f'<path class="curve curve-{index % MOST_CURVES}" d="M1 5h26"/></svg>{escape(curve.name)}</span>'
        for index, curve in enumerate(plot.curves)
    )
    return Markup(  # noqa: S704  names are escaped above, the rest is numbers
        f'<figure class="plot"><svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(says)}">'
        f"{_drawing(plot, *axes)}"
        f"</svg><figcaption>{legend}</figcaption></figure>"
    )


ALONE = """
text { fill: #565e67; font: 13px system-ui, sans-serif } text.axis, text.title { fill: #22262b }
text.title { font-weight: 600 } .frame { fill: none; stroke: #8a8f95 } .grid { fill: none; stroke: #ddd9cf }
.curve { fill: none; stroke-width: 2.25; stroke-linejoin: round }
.curve-0 { stroke: #1a5796 } .curve-1 { stroke: #a3271d; stroke-dasharray: 7 4 }
.curve-2 { stroke: #17643a; stroke-dasharray: 2 4 } .curve-3 { stroke: #6d4c00; stroke-dasharray: 10 3 2 3 }
.curve-4 { stroke: #8a2c7c; stroke-dasharray: 14 5 } .curve-5 { stroke: #565e67; stroke-dasharray: 4 2 }
.dots { stroke-linecap: round; stroke-width: 4; stroke-dasharray: none }
"""
"""The looks of the style sheet on white paper, for a file of its own."""

LINE = 20
"""Of a title or a legend, in pixels."""


def standing_alone(plots: Sequence[tuple[str, Plot]]) -> str:
    """Write plots with their titles as one SVG file, one below the other."""
    pieces, top = [], 0
    for title, plot in plots:
        axes = _axes(plot)
        if axes is None:
            continue
        names = [
            f'<path class="curve curve-{index % MOST_CURVES}" d="M{LEFT} {HEIGHT + LINE * index + 4}h26"/>'
            f'<text x="{LEFT + 34}" y="{HEIGHT + LINE * index + 8}">{escape(curve.name)}</text>'
            for index, curve in enumerate(plot.curves)
        ]
        height = LINE + HEIGHT + LINE * (len(names) + 1)
        pieces.append(
            f'<g transform="translate(0 {top})"><text class="title" x="{LEFT}" y="15">{escape(title)}</text>'
            f'<g transform="translate(0 {LINE})">{_drawing(plot, *axes)}{"".join(names)}</g></g>'
        )
        top += height
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {top}" width="{2 * WIDTH}" height="{2 * top}">'
        f'<style>{ALONE}</style><rect width="{WIDTH}" height="{top}" fill="#fff"/>{"".join(pieces)}</svg>\n'
    )


def _axes(plot: Plot) -> tuple[Axis, Axis] | None:
    xs = [_scaled(x, log=plot.log_x) for curve in plot.curves for x in curve.xs]
    ys = [_scaled(y, log=plot.log_y) for curve in plot.curves for y in curve.ys]
    across = _axis(xs, LEFT, WIDTH - RIGHT, log=plot.log_x)
    up = _axis(ys, HEIGHT - BOTTOM, TOP, log=plot.log_y)
    return None if across is None or up is None else (across, up)


def _drawing(plot: Plot, across: Axis, up: Axis) -> str:
    draw = _dots if plot.dots else _curve
    curves = "".join(draw(curve, index, across, up) for index, curve in enumerate(plot.curves))
    return (
        f"{_frame(across, up)}{curves}"
        f'<text class="axis" x="{(LEFT + WIDTH - RIGHT) / 2:.0f}" y="{HEIGHT - 6}" text-anchor="middle">'
        f"{escape(_title(plot.x, log=plot.log_x))}</text>"
        f'<text class="axis" transform="translate(14 {(TOP + HEIGHT - BOTTOM) / 2:.0f}) rotate(-90)" '
        f'text-anchor="middle">{escape(_title(plot.y, log=plot.log_y))}</text>'
    )


def _dots(curve: Curve, index: int, across: Axis, up: Axis) -> str:
    """Draw points as lines of no length, so that the class of a curve gives them their colour."""
    places = ((across.place(x), up.place(y)) for x, y in zip(curve.xs, curve.ys, strict=True))
    path = "".join(f"M{px:.1f} {py:.1f}h0" for px, py in places if px is not None and py is not None)
    return f'<path class="curve curve-{index % MOST_CURVES} dots" d="{path}"/>'


def _frame(across: Axis, up: Axis) -> str:
    lines = [f'<path class="frame" d="M{LEFT} {TOP}V{HEIGHT - BOTTOM}H{WIDTH - RIGHT}"/>']
    for place, label in across.ticks():
        lines.append(f'<path class="grid" d="M{place:.1f} {TOP}V{HEIGHT - BOTTOM}"/>')
        lines.append(f'<text x="{place:.1f}" y="{HEIGHT - BOTTOM + 16}" text-anchor="middle">{label}</text>')
    for place, label in up.ticks():
        lines.append(f'<path class="grid" d="M{LEFT} {place:.1f}H{WIDTH - RIGHT}"/>')
        lines.append(f'<text x="{LEFT - 6}" y="{place + 4:.1f}" text-anchor="end">{label}</text>')
    return "".join(lines)


def _curve(curve: Curve, index: int, across: Axis, up: Axis) -> str:
    """Draw a curve; it breaks where a value has no place."""
    path, pen_down = [], False
    for x, y in zip(curve.xs, curve.ys, strict=True):
        px, py = across.place(x), up.place(y)
        if px is None or py is None:
            pen_down = False
            continue
        path.append(f"{'L' if pen_down else 'M'}{px:.1f} {py:.1f}")
        pen_down = True
    return f'<path class="curve curve-{index % MOST_CURVES}" d="{"".join(path)}"/>'


def _axis(values: Sequence[float | None], start: float, end: float, *, log: bool) -> Axis | None:
    known = [value for value in values if value is not None]
    if not known:
        return None
    low, high = min(known), max(known)
    room = 0.04 * (high - low) or 0.5
    return Axis(low=low - room, high=high + room, start=start, end=end, log=log)


def _scaled(value: float | None, *, log: bool) -> float | None:
    if value is None or not math.isfinite(value) or (log and value <= 0):
        return None
    return math.log10(value) if log else value


def _round_steps(low: float, high: float) -> list[float]:
    raw = (high - low) / TICKS
    size = 10 ** math.floor(math.log10(raw))
    step = next(size * factor for factor in (1, 2, 2.5, 5, 10) if size * factor >= raw)
    first = math.ceil(low / step)
    return [index * step for index in range(first, math.floor(high / step) + 1)]


def _decades(low: float, high: float) -> list[float]:
    """Give powers of ten, or within few of them round values between."""
    whole = [10.0**power for power in range(math.ceil(low), math.floor(high) + 1)]
    if len(whole) > TICKS + 1:
        return whole[:: -(-len(whole) // TICKS)]
    if len(whole) > 1:
        return whole
    between = (factor * 10.0**power for power in range(math.floor(low), math.ceil(high) + 1) for factor in (1, 2, 5))
    return [value for value in between if low <= math.log10(value) <= high]


def _label(value: float) -> str:
    factor, _, power = f"{value:.1e}".partition("e")
    longest = MOST_DIGITS - 1 if float(factor) == 1 else MOST_DIGITS
    if value == 0 or -longest < int(power) < longest:
        return f"{value:.6g}"
    times = "" if float(factor) == 1 else f"{float(factor):g}·"
    return f"{times}10{str(int(power)).translate(RAISED)}"


def _title(name: str, *, log: bool) -> str:
    return f"{name}, logarithmic" if log else name


def data_url(picture: Pictured) -> str:
    """Write an image into an address."""
    return f"data:image/png;base64,{base64.b64encode(picture.png).decode()}"


def points_on(chart: Chart, run: LabRun) -> str:
    """Write a run's curves on a chart as the chart element of the front end reads them."""
    return msgspec.json.encode([one for one in run.curves if one.chart == chart.id]).decode()
