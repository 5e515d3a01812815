"""`deepdrill setup`, `today`, `progress` and `placement`: what to do now and why, and where you stand."""

from datetime import date
from typing import Annotated, Literal

from cyclopts import Parameter
from rich.table import Table

from deepdrill.app import App
from deepdrill.cli.documents import emit
from deepdrill.cli.options import Options, opened
from deepdrill.cli.terminal import console, counted, note, say
from deepdrill.content.records import Drill, Kind, Level
from deepdrill.content.spelling import did_you_mean
from deepdrill.curriculum import Item, Profile
from deepdrill.errors import UsageError
from deepdrill.practice import Placing, Progress, Says, Today
from deepdrill.recall import Variant

__all__ = ["placement", "progress", "setup", "today", "word"]

BAR = 24
"""Characters of an interval in the terminal."""


def setup(
    *,
    role: str | None = None,
    level: Level | None = None,
    on: Annotated[str | None, Parameter(name="--date")] = None,
    minutes: int | None = None,
    options: Options = Options(),  # noqa: B008  frozen
) -> int:
    """Say what you prepare for; what is not given stays as it is. Without any, show it.

    Parameters
    ----------
    role
        The work that you want to do; `deepdrill setup` lists the roles.
    level
        fresher, mid or senior.
    on
        Day of the interview, such as 2027-01-31; "none" takes it back.
    minutes
        Minutes a day.
    """
    with opened(options) as app:
        preparation = app.preparation()
        before = preparation.profile
        roles = app.library.roles
        if role is not None and role not in roles:
            meant = did_you_mean(role, roles, f"the roles are:  {', '.join(roles)}")
            raise UsageError(f'There is no role "{role}": {meant}')
        told = Profile(
            role=role or before.role,
            level=level or before.level,
            interview_on=before.interview_on if on is None else _day(on),
            minutes_a_day=before.minutes_a_day if minutes is None else minutes,
        )
        if any(given is not None for given in (role, level, on, minutes)):
            preparation.set_up(told)
        kept = preparation.setup
    if options.json:
        emit("setup", setup=kept, roles=list(roles.values()))
        return 0
    if kept is None:
        say("You have not said yet what you prepare for. The roles are:\n")
        for one in roles.values():
            say(f"  {one.id}  {one.title}: {one.says}")
        say("\nFor example:  deepdrill setup --role ROLE --level mid --minutes 30 --date 2027-01-31")
        return 0
    profile = kept.profile
    on = f", interview on {profile.interview_on}" if profile.interview_on else ", no date yet"
    say(
        f"{roles[profile.role].title if profile.role in roles else profile.role}, {profile.level.value}{on}, "
        f"{profile.minutes_a_day} minutes a day."
    )
    if kept.placement is Placing.OFFERED:
        say("A short placement saves the first days:  deepdrill placement   or go straight to:  deepdrill today")
    else:
        say("What to do now:  deepdrill today")
    return 0


def placement(
    *,
    skip: Annotated[bool, Parameter(negative="")] = False,
    without: str | None = None,
    options: Options = Options(),  # noqa: B008
) -> int:
    """Find out in a quarter of an hour where to begin: answer what it names, then call it again.

    Parameters
    ----------
    skip
        End it; what you answered until now counts.
    without
        A drill that you do not want to be placed by.
    """
    with opened(options) as app:
        preparation = app.preparation()
        if skip:
            preparation.end_placement(skipped=not preparation.place().answered)
            say("The placement is over. What to do now:  deepdrill today")
            return 0
        if preparation.setup is not None and preparation.setup.placement is not Placing.OPEN:
            preparation.begin_placement()
        if without is not None:
            preparation.pass_over(without)
        place = preparation.place()
        drill = app.library.drills[place.item.drill] if place.item else None
        if drill:
            app.begin_to_look(drill.path)
    if options.json:
        emit("placement", item=place.item, answered=place.answered)
    elif place.item is None or drill is None:
        say("The placement is done. What to do now:  deepdrill today")
    else:
        say(f"Question {place.answered + 1} of about 10: {drill.title}", style="bold")
        say(f"Answer it:  {command_of(place.item, drill, 0)}")
        say("Then call this again. To leave it:  deepdrill placement --skip", style="dim")
    return 0


def today(
    *,
    minutes: int | None = None,
    more: Annotated[bool, Parameter(negative="")] = False,
    not_today: str | None = None,
    options: Options = Options(),  # noqa: B008
) -> int:
    """Show what to do now and why; what is done moves on by itself.

    Parameters
    ----------
    minutes
        Plan today anew for so many minutes.
    more
        Add as much again as a day's minutes.
    not_today
        Take this drill out of today and put something else in its place.
    """
    with opened(options) as app:
        preparation = app.preparation()
        shown = preparation.today() if minutes is None else preparation.plan_anew(minutes=minutes)
        if not_today is not None:
            app.drill(not_today)
            shown = preparation.put_off(not_today)
        if more:
            shown = preparation.more()
        drills, left, is_new = app.library.drills, preparation.days_left(), preparation.setup is None
        _note_made_anew(app)
    if options.json:
        emit(
            "today",
            day=shown.day,
            minutes=shown.minutes,
            left=shown.left,
            days_left=left,
            seed=shown.seed,
            items=[
                {
                    "item": one.item,
                    "attempt": one.attempt and one.attempt.id,
                    "outcome": one.attempt and one.attempt.outcome,
                }
                for one in shown.planned
            ],
        )
        return 0
    _print_today(shown, drills, left)
    if is_new:
        note("This plan is a guess: say what you prepare for with  deepdrill setup")
    return 0


def progress(*, options: Options = Options()) -> int:  # noqa: B008
    """Show how ready you are, round by round, what evidence is missing, and what would help most."""
    with opened(options) as app:
        shown = app.preparation().progress()
        library = app.library
        _note_made_anew(app)
    if options.json:
        emit(
            "progress",
            profile=shown.profile,
            readiness=shown.readiness,
            mastery=shown.mastery,
            due=[{"day": one.day, "cards": one.cards} for one in shown.due],
            cards=shown.cards,
            days_left=shown.days_left,
        )
        return 0
    _print_progress(shown, library.drills)
    return 0


def word(
    attempt: str,
    says: Literal["knew", "guessed", "nothing"],
    /,
    *,
    options: Options = Options(),  # noqa: B008
) -> int:
    """Say how well you knew a drill at an attempt; it decides when the drill comes back.

    Parameters
    ----------
    attempt
        Its id, as `--json` and `deepdrill export` show it.
    says
        knew: I knew this; guessed: I guessed; nothing: as it came out.
    """
    with opened(options) as app:
        app.correct(attempt, None if says == "nothing" else Says(says))
    if options.json:
        emit("word", attempt=attempt, says=says)
    else:
        say("Kept.")
    return 0


def _note_made_anew(app: App) -> None:
    if app.made_anew_from:
        note(f"What follows from {counted(app.made_anew_from, 'attempt')} was worked out anew just now.")


def command_of(item: Item, drill: Drill, seed: int) -> str:
    """Give the command that does an item."""
    if item.variant is not Variant.WHOLE:
        return f"deepdrill {item.variant.value} {drill.path} --seed {seed}"
    commands = {
        Kind.IMPLEMENT: "try",
        Kind.CALCULATE: "answer",
        Kind.EXPLAIN: "grade",
        Kind.LAB: "lab",
        Kind.CASE: "case",
        Kind.DEBUG: "try",
    }
    file = " FILE" if drill.kind is Kind.EXPLAIN else ""
    return f"deepdrill {commands.get(drill.kind, 'show')} {drill.path}{file}"


def _print_today(shown: Today, drills: dict[str, Drill], days_left: int | None) -> None:
    day = f"{shown.day:%A}, {shown.day.day} {shown.day:%B}"
    ahead = "" if days_left is None else f", {counted(days_left, 'day')} to the interview"
    say(f"{day}{ahead}. {shown.done} of {len(shown.planned)} done, about {shown.left:.0f} min left.\n", style="bold")
    if not shown.planned:
        say("Nothing is planned. Choose a drill yourself:  deepdrill list")
        return
    for number, one in enumerate(shown.planned, 1):
        drill = drills[one.item.drill]
        mark = " " if one.attempt is None else "✓" if one.attempt.passed else "~"
        what = {Variant.WHOLE: drill.kind.value, Variant.TRAP: "recall the trap", Variant.LINE: "fill the line"}
        say(f"{mark} {number}. {drill.title}  ({what[one.item.variant]}, {one.item.minutes:.0f} min)")
        say(f"     {one.item.why}", style="dim")
        if one.attempt is None:
            say(f"     {command_of(one.item, drill, shown.seed)}")
    if shown.next is None:
        say("\nThat is all for today. For more:  deepdrill today --more")


def _print_progress(shown: Progress, drills: dict[str, Drill]) -> None:
    say("The chance to pass each round if it were today; nine in ten people with your history are inside the bar.\n")
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("round", "of it", "0 %        50 %     100 %", "from", "to", "evidence"):
        table.add_column(heading, no_wrap=True)
    for one in shown.readiness.rounds:
        table.add_row(
            one.round.value,
            f"{100 * one.share:.0f} %",
            _bar(one.low, one.p, one.high),
            f"{100 * one.low:.0f} %",
            f"{100 * one.high:.0f} %",
            f"{one.attempts:.0f} attempts' worth",
        )
    console().print(table, soft_wrap=False)
    for one in shown.readiness.rounds:
        for step in one.best[:1]:
            if step.drill in drills:
                say(f"\n{one.round.value}: most per hour from {step.drill} ({step.says})")
        for gap in one.missing[:2]:
            say(f"  missing: {gap.says}", style="dim")
    seen = [one for one in shown.mastery if one.attempts >= 0.5]  # noqa: PLR2004  half an attempt's worth is none
    if seen:
        say("\nTopics, as the chance to solve a middling drill without help:", style="bold")
    for cell in sorted(seen, key=lambda cell: cell.p):
        say(f"  {_bar(cell.low, cell.p, cell.high)}  {cell.topic}, {cell.round.value}")
    week = [day.cards for day in shown.due[:7]]
    say(f"\n{counted(shown.cards, 'card')}; {sum(week)} come due within a week, {week[0]} of them by today.")


def _bar(low: float, p: float, high: float) -> str:
    """Draw an interval in characters."""
    start, end, at = (round(value * (BAR - 1)) for value in (low, high, p))
    return "".join("█" if place == at else "━" if start <= place <= end else "·" for place in range(BAR))


def _day(text: str) -> date | None:
    if text == "none":
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(f'"{text}" is no day. Write it as 2027-01-31, or "none".') from None
