"""An interview as a picture: a bar for each drill, ticks for tries and follow-ups, and where the clock stood.

Colours are classes of the style sheet, so that it looks right in both schemes; each tick has a shape beside its colour.
"""

from collections.abc import Iterator

from markupsafe import Markup

from deepdrill.interview import Debrief

__all__ = ["timeline_svg"]

WIDTH = 420  # in the pixels of a phone, so that letters stay readable there
LEFT, RIGHT, TOP = 30, 10, 8
ROW, BAR = 26, 12
MOST_TICKS = 6


_KEYS = "".join(
    f'<span><svg class="key" viewBox="0 0 28 10" aria-hidden="true">{drawn}</svg>{says}</span>'
    for drawn, says in (
        ('<rect class="bar passed" width="26" height="10" rx="2"/>', "solved"),
        ('<rect class="bar failed" width="26" height="10" rx="2"/>', "answered"),
        ('<rect class="bar none" width="26" height="9" y=".5" rx="2"/>', "no answer"),
        ('<path class="try" d="M14 0v10"/>', "handed in"),
        ('<circle class="follow" cx="14" cy="5" r="3.5"/>', "follow-up"),
    )
)


def timeline_svg(debrief: Debrief) -> Markup:
    """Draw when what was done; the words beside it say the same."""
    turns = [turn for one in debrief.rounds for turn in one.turns]
    whole = max([debrief.spent_s + debrief.paused_s, *(turn.span.to_s for turn in turns), 60.0])
    height = TOP + ROW * max(1, len(turns))

    def x(at_s: float) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * min(1.0, max(0.0, at_s / whole))

    parts = [
        f'<rect class="stood" x="{x(one.from_s):.1f}" y="{TOP}" width="{x(one.to_s) - x(one.from_s):.1f}" '
        f'height="{height - TOP}"/>'
        for one in debrief.pauses
    ]
    for tick in _minutes(whole / 60):
        at = x(tick * 60)
        parts.append(f'<path class="grid" d="M{at:.1f} {TOP}V{height}"/>')
        parts.append(f'<text x="{at:.1f}" y="{height + 15}" text-anchor="middle">{tick}</text>')
    for row, turn in enumerate(turns):
        y = TOP + ROW * row + (ROW - BAR) / 2
        look = "passed" if turn.outcome == "passed" else "failed" if turn.score is not None else "none"
        wide = max(2.0, x(turn.span.to_s) - x(turn.span.from_s))
        bar = f'x="{x(turn.span.from_s):.1f}" y="{y:.1f}" width="{wide:.1f}" height="{BAR}" rx="2"'
        parts.append(f'<rect class="bar {look}" {bar}/>')
        parts.append(f'<text class="axis" x="{LEFT - 8}" y="{y + BAR - 2:.1f}" text-anchor="end">{turn.number}</text>')
        parts += [f'<path class="try" d="M{x(at):.1f} {y - 4:.1f}v{BAR + 8}"/>' for at in turn.tries_s]
        parts += [
            f'<circle class="follow" cx="{x(one.at_s):.1f}" cy="{y + BAR / 2:.1f}" r="3.5"/>' for one in turn.followups
        ]
    return Markup(  # noqa: S704  numbers and names of ours
        f'<figure class="plot timeline"><svg viewBox="0 0 {WIDTH} {height + 36}" role="img" '
        f'aria-label="When each drill was asked and answered; the list below says the same in words.">{"".join(parts)}'
        f'<text class="axis" x="{(LEFT + WIDTH - RIGHT) / 2:.0f}" y="{height + 32}" text-anchor="middle">minutes</text>'
        f"</svg><figcaption>{_KEYS}</figcaption></figure>"
    )


def _minutes(whole: float) -> Iterator[int]:
    """Give round minutes for the axis, not too many of them."""
    step = next((one for one in (1, 2, 5, 10, 15, 30, 60) if whole / one <= MOST_TICKS), 120)
    yield from range(0, int(whole) + 1, step)
