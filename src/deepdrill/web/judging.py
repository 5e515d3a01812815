"""Begin runs: code goes to `app` in a thread, and what happens to it is kept in `runs`."""

from collections.abc import Callable

from deepdrill.app import App
from deepdrill.judge.verdict import Event
from deepdrill.practice import State
from deepdrill.web.runs import Ended, Purpose, Run, Runs, Work

__all__ = ["begin"]


def begin(app: App, runs: Runs, *, drill: str, code: str, purpose: Purpose, tab: str = "") -> Run:
    """Begin to judge code for a drill that exists; only a submission is recorded.

    A page has one run at a time: a newer one ends the older, so that nobody waits for a verdict on a text that
    is not there any more.
    """
    key = f"tab {tab}" if tab else None
    work = (_submitting if purpose is Purpose.SUBMIT else _trying)(app, drill, code, key)
    return runs.start(drill=drill, code=code, purpose=purpose, tab=tab, work=work)


def _submitting(app: App, drill: str, code: str, key: str | None) -> Work:
    def work(tell: Callable[[Event], None]) -> Ended:
        attempt = app.submit(drill, code, on_event=tell, supersedes=key)
        counted = attempt.state is State.FINISHED
        return Ended(verdict=attempt.verdict, attempt=attempt.id if counted else None, trouble=attempt.note)

    return work


def _trying(app: App, drill: str, code: str, key: str | None) -> Work:
    def work(tell: Callable[[Event], None]) -> Ended:
        return Ended(verdict=app.try_out(drill, code, on_event=tell, supersedes=key))

    return work
