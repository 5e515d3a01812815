"""Begin runs: code goes to `app` in a thread, and what happens to it is kept in `runs`."""

from collections.abc import Callable

from deepdrill.app import App
from deepdrill.judge.verdict import Event, Outcome
from deepdrill.web.runs import Ended, Run, Runs, Work

__all__ = ["begin"]


def begin(app: App, runs: Runs, *, drill: str, code: str, record: bool) -> Run:
    """Begin to judge code for a drill that exists; recorded as an attempt only where that is asked for."""
    work = _submitting(app, drill, code) if record else _trying(app, drill, code)
    return runs.start(drill=drill, code=code, record=record, work=work)


def _submitting(app: App, drill: str, code: str) -> Work:
    def work(tell: Callable[[Event], None]) -> Ended:
        attempt = app.submit(drill, code, on_event=tell)
        verdict = attempt.verdict
        counted = verdict is not None and verdict.outcome is not Outcome.BROKEN
        return Ended(verdict=verdict, attempt=attempt.id if counted else None, trouble=attempt.note)

    return work


def _trying(app: App, drill: str, code: str) -> Work:
    def work(tell: Callable[[Event], None]) -> Ended:
        return Ended(verdict=app.try_out(drill, code, on_event=tell))

    return work
