"""The words and looks of outcomes: a word and an icon for each, so that colour never stands alone."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from deepdrill.content.records import Drill, Kind, Level, Round
from deepdrill.judge.verdict import Measurement, Outcome, Verdict
from deepdrill.practice import Attempt, StageState, Standing, State
from deepdrill.recall import Variant

__all__ = [
    "Badge",
    "attempt_badge",
    "chance",
    "clock_says",
    "day_says",
    "kind_says",
    "level_says",
    "look_badge",
    "look_says",
    "measured_says",
    "minutes_say",
    "outcome_badge",
    "round_says",
    "rounds_say",
    "seconds",
    "stage_badge",
    "standing_badge",
    "variant_says",
    "when",
]


@dataclass(frozen=True, kw_only=True)
class Badge:
    """How a state is shown."""

    word: str
    look: str
    """Class of the style sheet: passed, failed, ours, or one without a colour."""
    icon: str
    """Name of an icon in `icons.html`."""


_PASSED = Badge(word="Passed", look="passed", icon="tick")
_OURS = Badge(word="Our fault", look="ours", icon="bang")

_OUTCOMES = {
    "passed": _PASSED,
    "stage passed": Badge(word="Stage passed", look="passed", icon="tick"),
    "failed": Badge(word="Failed", look="failed", icon="cross"),
    "crashed": Badge(word="Crashed", look="failed", icon="cross"),
    "timed out": Badge(word="Timed out", look="failed", icon="cross"),
    "out of memory": Badge(word="Out of memory", look="failed", icon="cross"),
    "refused": Badge(word="Refused", look="failed", icon="cross"),
    "broken": _OURS,
    "cancelled": Badge(word="Cancelled", look="skipped", icon="dash"),
    "skipped": Badge(word="Not reached", look="skipped", icon="dash"),
    "finished": Badge(word="Finished", look="finished", icon="tick"),
    "waiting": Badge(word="Waiting", look="waiting", icon="ring"),
    "running": Badge(word="Running", look="running", icon="turn"),
}


def outcome_badge(outcome: Outcome | str) -> Badge:
    """Show how a check, a submission or an answer ended, or that it has not yet."""
    return _OUTCOMES[str(outcome)]


def look_badge(outcome: Outcome | None) -> Badge:
    """Show whether a claim holds while the learner types; one that does not hold yet is no failure."""
    match outcome:
        case Outcome.PASSED:
            return Badge(word="Holds", look="passed", icon="tick")
        case None | Outcome.BROKEN | Outcome.SKIPPED | Outcome.CANCELLED:
            return Badge(word="Not checked", look="waiting", icon="ring")
        case _:
            return Badge(word="Not yet", look="waiting", icon="ring")


def look_says(verdict: Verdict | None) -> str:
    """Count the claims that hold; None where nothing could be judged."""
    if verdict is None or verdict.outcome is Outcome.BROKEN:
        return "This could not be checked just now."
    if not any(look_badge(check.outcome).word != "Not checked" for check in verdict.checks):
        return "Your code cannot be checked as it stands. Run says why."
    hold = sum(check.outcome is Outcome.PASSED for check in verdict.checks)
    if hold == len(verdict.checks):
        return "All claims hold. Submit when you are ready."
    return f"{hold} of {len(verdict.checks)} claims {'holds' if hold == 1 else 'hold'}."


def measured_says(measured: Measurement) -> str:
    """Say in one line what a call cost, and whether that is known or only claimed."""
    numbers = (
        f"{_counted(measured.operators, 'operator')}, {_short(measured.flops)} FLOPs, at most "
        f"{_short(measured.peak_bytes)}B alive at once, {_counted(measured.largest_elements, 'entry', 'entries')} "
        "in the largest tensor"
    )
    if measured.certified:
        return f"Measured: {numbers}."
    return f"Not certified: {measured.why_not.rstrip('.')}. As far as can be told: {numbers}."


def attempt_badge(attempt: Attempt) -> Badge:
    """Show how an attempt ended."""
    match attempt.state:
        case State.RUNNING:
            return _OUTCOMES["running"]
        case State.VOID:
            return Badge(word="Not counted", look="ours", icon="dash")
        case State.FINISHED:
            return outcome_badge(attempt.outcome or "broken")


def standing_badge(drill: Drill, standing: Standing | None) -> Badge:
    """Show where the learner stands with a drill."""
    if standing is None:
        return Badge(word="New", look="new", icon="ring")
    if not standing.passed:
        tries = "once" if standing.tries == 1 else f"{standing.tries} times"
        return Badge(word=f"Tried {tries}", look="tried", icon="dash")
    if (standing.passed_revision or 0) < drill.revision:
        return Badge(word="Passed before it changed", look="tried", icon="tick")
    if not standing.unaided:
        return Badge(word="Passed with help", look="passed", icon="tick")
    return _PASSED


def stage_badge(state: StageState) -> Badge:
    """Show how far a stage of a case is."""
    return {
        StageState.DONE: Badge(word="Done", look="passed", icon="tick"),
        StageState.BEGUN: Badge(word="Begun", look="tried", icon="dash"),
        StageState.OPEN: Badge(word="Open", look="new", icon="ring"),
        StageState.LATER: Badge(word="Later", look="new", icon="ring"),
    }[state]


def kind_says(kind: Kind) -> str:
    """Say what a drill of this kind asks for."""
    return {
        Kind.EXPLAIN: "Explain",
        Kind.CALCULATE: "Calculate",
        Kind.IMPLEMENT: "Implement",
        Kind.DEBUG: "Debug",
        Kind.LAB: "Lab",
        Kind.CASE: "Case",
    }[kind]


def variant_says(variant: Variant) -> str:
    """Say what a shorter variant of a drill asks; nothing for the drill itself."""
    return {Variant.WHOLE: "", Variant.TRAP: "Recall the trap", Variant.LINE: "Fill the line"}[variant]


def round_says(round_: Round) -> str:
    """Name a round of an interview."""
    return {
        Round.CODING: "Coding",
        Round.THEORY: "Theory",
        Round.DEBUGGING: "Debugging",
        Round.ARITHMETIC: "Arithmetic",
        Round.DESIGN: "Design",
        Round.TALK: "Talk",
        Round.MIXED: "Mixed",
    }[round_]


def chance(p: float) -> str:
    """Write a probability as a whole percentage, never as certain."""
    return f"{min(99, max(1, round(100 * p)))} %"


def minutes_say(minutes: float) -> str:
    """Write a number of minutes."""
    return f"{max(1, round(minutes))} min"


def day_says(day: date) -> str:
    """Write a day as a calendar shows it."""
    return f"{day:%A}, {day.day} {day:%B}"


def level_says(level: Level) -> str:
    """Say who is asked this."""
    return {Level.FRESHER: "Fresher", Level.MID: "Mid-level", Level.SENIOR: "Senior"}[level]


def rounds_say(rounds: Iterable[Round]) -> str:
    """Name rounds in their order."""
    return ", ".join(round_says(one) if not place else round_says(one).lower() for place, one in enumerate(rounds))


def clock_says(span_s: float) -> str:
    """Write a span as a clock shows it: 1:05:00 or 42:10."""
    whole = int(span_s)
    hours, minutes, seconds = whole // 3600, whole % 3600 // 60, whole % 60
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def when(moment: datetime) -> str:
    """Write a moment as a clock and calendar on this machine show it."""
    here = moment.astimezone()
    return f"{here.day} {here:%b %Y, %H:%M}"


def seconds(span_s: float) -> str:
    """Write a span in the unit that reads well."""
    if span_s < 1:
        return f"{span_s * 1000:.0f} ms"
    return f"{span_s:.1f} s"


def _counted(number: int, noun: str, nouns: str = "") -> str:
    return f"{number:,} {noun if number == 1 else nouns or noun + 's'}"


def _short(number: int) -> str:
    """Write a large number in three digits, such as "1.23 M", ready for a unit."""
    size = float(number)
    for prefix in ("", "k", "M", "G"):
        if size < 1000:  # noqa: PLR2004  the step from one prefix to the next
            return f"{size:.3g} {prefix}"
        size /= 1000
    return f"{size:.3g} T"
