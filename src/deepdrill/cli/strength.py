"""`deepdrill proof --strength`: how many wrong submissions do the checks catch?"""

from collections.abc import Iterable

from rich.text import Text

from deepdrill.authoring import ENOUGH, DrillStrength, StrengthReport, Survivor, measure_strength, select
from deepdrill.cli.documents import emit
from deepdrill.cli.options import Options, opened
from deepdrill.cli.terminal import console, counted, say

__all__ = ["prove_strength"]


def prove_strength(paths: Iterable[str], *, seed: int, options: Options) -> int:
    """Print each drill's strength as it is known, then the whole; exit 1 where it is not enough."""
    with opened(options) as app, app.trusted_judge() as judge:
        report = measure_strength(
            select(app.library, paths),
            judge,
            workers=judge.workers,
            seed=seed,
            on_drill=lambda one: None if options.json else console().print(_text(one)),
        )
    if options.json:
        emit(
            "strength",
            ok=report.ok,
            seed=report.seed,
            tried=report.tried,
            killed=report.killed,
            share=report.share,
            drills=report.drills,
        )
    else:
        _conclude(report)
    return 0 if report.ok else 1


def _text(one: DrillStrength) -> Text:
    tried, killed = one.mistakes + one.mutations - one.equivalents, one.mistakes_killed + one.killed
    share = killed / tried if tried else 1.0
    mark = ("✗ ", "red") if one.survivors or one.faults else ("✓ ", "green")
    counts = f"{counted(one.mutations, 'mutation')}, {counted(one.mistakes, 'mistake')}"
    equivalent = f", {counted(one.equivalents, 'equivalent')}" if one.equivalents else ""
    return Text.assemble(
        mark,
        (one.drill, "bold"),
        f"  {counts}{equivalent}: {killed} of {tried} killed, {share:.1%}",
        *(_survivor_text(survivor) for survivor in one.survivors),
        *(f"\n  {fault}" for fault in one.faults),
    )


def _survivor_text(survivor: Survivor) -> str:
    why = f" ({survivor.why})" if survivor.why else ""
    change = f"{survivor.before}\n      → {survivor.after}" if survivor.after else survivor.before
    return f"\n  line {survivor.line}, {survivor.kind}{why}\n        {change}"


def _conclude(report: StrengthReport) -> None:
    style = "bold green" if report.ok else "bold red"
    mark = "✓" if report.ok else "✗"
    if report.faults:  # told with their drills too, but those may have scrolled away
        say(f"✗ {counted(len(report.faults), 'declared equivalent')} to put right:", style="bold red")
        for fault in report.faults:
            say(fault)
    say(
        f"{mark} {counted(len(report.drills), 'drill')}: {report.killed} of {report.tried} wrong submissions killed, "
        f"{report.share:.2%}; at least {ENOUGH:.0%} is asked.",
        style=style,
    )
