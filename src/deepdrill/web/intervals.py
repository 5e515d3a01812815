"""Chances with their uncertainty, and counts of coming days, as SVG drawn on the server.

What they show stands beside them in words, so to whoever cannot see them they are silent.
"""

from collections.abc import Sequence

from markupsafe import Markup

from deepdrill.practice import DueDay

__all__ = ["days_svg", "interval_svg"]

WIDTH, HEIGHT, EDGE = 200, 22, 4
QUARTERS = (0.25, 0.5, 0.75)

DAY_WIDTH, DAYS_HEIGHT, FOOT, HEAD = 30, 120, 18, 16


def interval_svg(low: float, p: float, high: float) -> Markup:
    """Draw a chance on a line from nothing to certain: the bar is the interval, the stroke the likeliest."""
    ticks = "".join(f'<path class="grid" d="M{_place(at):.1f} 3V{HEIGHT - 3}"/>' for at in QUARTERS)
    start, end = _place(low), _place(high)
    return Markup(  # noqa: S704  numbers only
        f'<svg class="interval" viewBox="0 0 {WIDTH} {HEIGHT}" aria-hidden="true" focusable="false">'
        f'<path class="frame" d="M{EDGE} {HEIGHT / 2}H{WIDTH - EDGE}"/>{ticks}'
        f'<rect class="range" x="{start:.1f}" y="6" width="{max(2.0, end - start):.1f}" height="{HEIGHT - 12}" rx="2"/>'
        f'<path class="likely" d="M{_place(p):.1f} 3V{HEIGHT - 3}"/></svg>'
    )


def days_svg(days: Sequence[DueDay]) -> Markup:
    """Draw how many cards come due on each day."""
    most = max((day.cards for day in days), default=0) or 1
    room = DAYS_HEIGHT - FOOT - HEAD
    bars = []
    for index, day in enumerate(days):
        middle, tall = (index + 0.5) * DAY_WIDTH, room * day.cards / most
        top = DAYS_HEIGHT - FOOT - tall
        bars.append(f'<rect class="range" x="{middle - 9:.0f}" y="{top:.1f}" width="18" height="{tall:.1f}" rx="2"/>')
        if day.cards:
            bars.append(f'<text x="{middle:.0f}" y="{top - 4:.1f}" text-anchor="middle">{day.cards}</text>')
        label = "now" if index == 0 else f"{day.day:%a}"[:2]
        bars.append(f'<text x="{middle:.0f}" y="{DAYS_HEIGHT - 4}" text-anchor="middle">{label}</text>')
    foot = f'<path class="frame" d="M0 {DAYS_HEIGHT - FOOT}H{len(days) * DAY_WIDTH}"/>'
    says = ", ".join(f"{day.day:%a} {day.day.day}: {day.cards}" for day in days)
    return Markup(  # noqa: S704  numbers and names of days only
        f'<figure class="plot"><svg viewBox="0 0 {len(days) * DAY_WIDTH} {DAYS_HEIGHT}" role="img" '
        f'aria-label="Cards due, {says}">{foot}{"".join(bars)}</svg></figure>'
    )


def _place(p: float) -> float:
    return EDGE + min(1.0, max(0.0, p)) * (WIDTH - 2 * EDGE)
