"""A verdict as a session shows it: text in a terminal, HTML in a notebook."""

from collections.abc import Iterator
from html import escape

from deepdrill.cli.verdict_text import check_line, verdict_lines
from deepdrill.judge.verdict import CheckReport, Crash, Failure, Outcome, Shown, Verdict

__all__ = ["ShownVerdict"]

# Mid tones that can be read on the light and the dark ground of a notebook; each stands beside a word.
GOOD, BAD, TOLD, SOFT = "#2e8b57", "#d0483c", "#b8860b", "inherit"
MARKS = {Outcome.PASSED: ("✓", GOOD), Outcome.SKIPPED: ("-", SOFT), Outcome.BROKEN: ("!", TOLD)}


class ShownVerdict:
    """What a cell displays; the verdict itself is in `verdict`."""

    def __init__(self, verdict: Verdict) -> None:
        self.verdict = verdict

    def __repr__(self) -> str:
        lines = [*map(check_line, self.verdict.checks), *verdict_lines(self.verdict)]
        return "\n".join(line.plain for line in lines)

    def _repr_html_(self) -> str:
        verdict = self.verdict
        _, colour = MARKS.get(verdict.outcome, ("", BAD))
        return f'<div style="border-left:4px solid {colour};padding-left:1em">{"".join(_parts(verdict))}</div>'


def _parts(verdict: Verdict) -> Iterator[str]:
    """Give the headline, the known mistake, each claim, the first failure, what was printed."""
    says = [mistake.says for mistake in verdict.diagnosis]
    mark, colour = MARKS.get(verdict.outcome, ("✗", BAD))
    yield f'<p><strong style="color:{colour}">{mark} {escape(str(verdict.outcome).capitalize())}</strong>'
    yield "</p>" if verdict.message in says else f" {escape(verdict.message)}</p>"
    for text in says:
        yield f'<p><strong style="color:{TOLD}">What happened:</strong> {escape(text)}</p>'
    if verdict.crash:
        yield _crash(verdict.crash)
    if verdict.checks:
        yield f'<ul style="list-style:none;padding-left:0">{"".join(map(_claim, verdict.checks))}</ul>'
    bad = next((check for check in verdict.checks if check.failure or check.crash), None)
    if bad and bad.failure:
        yield _failure(bad.failure)
    if bad and bad.crash:
        yield _crash(bad.crash)
    if verdict.output:
        yield f"<details><summary>What your code printed</summary>{_pre(verdict.output)}</details>"
    yield f"<p><small>Seed {verdict.seed}, {verdict.times.total_s:.2f} s</small></p>"


def _claim(report: CheckReport) -> str:
    mark, colour = MARKS.get(report.outcome, ("✗", BAD))
    word = f'<span style="color:{colour}">{mark} {escape(str(report.outcome).capitalize())}</span>'
    return f"<li>{word} &nbsp; {escape(report.claim or report.name)}</li>"


def _failure(failure: Failure) -> str:
    rows = [_row("Call", _pre(failure.call))] if failure.call else []
    rows += [_row(shown.name, _value(shown)) for shown in failure.inputs]
    rows += [_row("Expected", _value(failure.expected))] if failure.expected else []
    rows += [_row("Yours", _value(failure.seen))] if failure.seen else []
    return f"<p>{escape(failure.message)}</p><table>{''.join(rows)}</table>"


def _row(label: str, value: str) -> str:
    return f'<tr><th style="text-align:left;vertical-align:top">{escape(label)}</th><td>{value}</td></tr>'


def _value(shown: Shown) -> str:
    return f"<small>{escape(shown.kind)}</small>{_pre(shown.text)}"


def _crash(crash: Crash) -> str:
    place = f" in line {crash.line}" if crash.line else ""
    said = f"<p><strong>{escape(crash.error)}</strong>{place}: {escape(crash.message)}</p>"
    return said + (_pre(crash.source) if crash.source else "")


def _pre(text: str) -> str:
    return f'<pre style="text-align:left;margin:0">{escape(text)}</pre>'
