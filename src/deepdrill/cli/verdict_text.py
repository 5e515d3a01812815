"""A verdict as text: each check as it ends, then what went wrong, the known mistake first."""

from collections.abc import Iterator

from rich.text import Text

from deepdrill.judge.verdict import CheckReport, Crash, Failure, Outcome, Shown, Timing, Verdict
from deepdrill.practice import Repair

__all__ = ["check_line", "repair_lines", "timing_line", "verdict_lines"]

_STYLES = {Outcome.PASSED: "green", Outcome.SKIPPED: "dim"}
_MARKS = {Outcome.PASSED: "✓", Outcome.SKIPPED: "-"}
_MOST_OUTPUT_LINES = 20


def check_line(report: CheckReport) -> Text:
    """Say how a check ended: with a mark and a word, so that colour alone says nothing."""
    style = _STYLES.get(report.outcome, "red")
    mark = _MARKS.get(report.outcome, "✗")
    measured = report.measured
    doubt = f"\n            not certified: {measured.why_not}" if measured and not measured.certified else ""
    return Text.assemble((f"{mark} {report.outcome:<8}", style), f"  {report.claim or report.name}", (doubt, "dim"))


def timing_line(timing: Timing) -> Text:
    """Say how long it took beside the reference, and how fast it moved its bytes."""
    rate = f", {timing.bytes_moved / timing.ours_ms / 1e9:.2f} TB/s" if timing.bytes_moved else ""
    ratio = timing.ours_ms / timing.reference_ms
    reference = f"the reference {timing.reference_ms:.3f} ms ({ratio:.2f} times)"
    return Text(f"{timing.says} Yours {timing.ours_ms:.3f} ms{rate}; {reference}.")


def verdict_lines(verdict: Verdict) -> Iterator[Text]:
    """Say everything else, the diagnosis first and plain."""
    for diagnosis in verdict.diagnosis:
        yield Text.assemble(("\nKnown mistake: ", "bold yellow"), diagnosis.says)
    bad = next((check for check in verdict.checks if check.failure or check.crash), None)
    if crash := (bad and bad.crash) or verdict.crash:
        yield from _crash_lines(crash)
    if bad and bad.failure:
        yield from _failure_lines(bad.name, bad.failure, crashed=bad.crash is not None)
    yield from _output_lines(verdict)
    style = "bold green" if verdict.outcome is Outcome.PASSED else "bold red"
    yield Text.assemble((f"\n{str(verdict.outcome).upper()}  ", style), _summary(verdict))
    yield Text(f"seed {verdict.seed}, {verdict.times.total_s:.2f} s", style="dim")


def repair_lines(report: Repair) -> Iterator[Text]:
    """Say which of the causes named are right, and whether the test would have caught it."""
    if report.causes:
        yield Text("\nThe causes that you named:", style="bold")
        for cause in report.causes.named:
            yield _choice_line(cause.says, cause.because, right=cause.true)
        if report.causes.missed:
            yield Text(f"- {report.causes.missed} more that you did not name", style="yellow")
    if report.test:
        yield Text("\nThe test that you chose:", style="bold")
        yield _choice_line(report.test.says, report.test.because, right=report.test.right)
    style = "bold green" if report.outcome is Outcome.PASSED else "bold red"
    yield Text.assemble((f"\n{str(report.outcome).upper()}  ", style), report.message)


def _choice_line(says: str, because: str, *, right: bool) -> Text:
    mark = ("✓ right   ", "green") if right else ("✗ wrong   ", "red")
    return Text.assemble(mark, f"  {says}\n            {because}")


def _summary(verdict: Verdict) -> str:
    """Give the verdict's message, or the count of checks where the message has been said already."""
    said = {diagnosis.says for diagnosis in verdict.diagnosis}
    said |= {check.failure.message for check in verdict.checks if check.failure}
    if verdict.message not in said:
        return verdict.message
    passed = sum(check.outcome is Outcome.PASSED for check in verdict.checks)
    return f"{passed} of {len(verdict.checks)} checks passed."


def _failure_lines(check: str, failure: Failure, *, crashed: bool) -> Iterator[Text]:
    yield Text.assemble((f"\n{check}: ", "bold"), "the smallest input is" if crashed else failure.message)
    if failure.call:
        yield Text(f"  {failure.call}")
    for shown in failure.inputs:
        yield from _shown_lines(shown.name, shown)
    if failure.expected:
        yield from _shown_lines("expected", failure.expected)
    if failure.seen:
        yield from _shown_lines("seen", failure.seen)
    if failure.largest_difference is not None:
        allowed = "" if failure.tolerance is None else f", allowed {failure.tolerance:.3g}"
        yield Text(f"  largest difference {failure.largest_difference:.3g}{allowed}")


def _shown_lines(label: str, shown: Shown) -> Iterator[Text]:
    yield Text.assemble(f"  {label} ", (shown.kind, "dim"))
    yield Text("\n".join(f"    {line}" for line in shown.text.splitlines()))


def _crash_lines(crash: Crash) -> Iterator[Text]:
    place = f"line {crash.line}: " if crash.line else ""
    yield Text.assemble((f"\n{crash.error}: ", "bold red"), crash.message)
    if crash.source:
        yield Text(f"  {place}{crash.source.strip()}")


def _output_lines(verdict: Verdict) -> Iterator[Text]:
    lines = verdict.output.splitlines()
    if not lines:
        return
    yield Text("\nYour code printed:", style="bold")
    yield from (Text(f"  {line}") for line in lines[:_MOST_OUTPUT_LINES])
    if len(lines) > _MOST_OUTPUT_LINES or verdict.output_dropped:
        yield Text("  … and more", style="dim")
