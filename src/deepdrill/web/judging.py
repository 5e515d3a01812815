"""Begin runs: code goes to `app` in a thread, and what happens to it is kept in `runs`."""

from collections.abc import Callable

from deepdrill.app import App
from deepdrill.judge.verdict import Event
from deepdrill.practice import State
from deepdrill.recall import Variant
from deepdrill.web.runs import Ended, Purpose, Run, Runs, Work

__all__ = ["begin"]


def begin(
    app: App,
    runs: Runs,
    *,
    drill: str,
    code: str,
    purpose: Purpose,
    tab: str = "",
    line_of: int | None = None,
) -> Run:
    """Begin to judge code for a drill that exists; only a submission is recorded.

    A page has one run at a time: a newer one ends the older, so that nobody waits for a verdict on a text that
    is not there any more.

    Args:
        app: Judges and records.
        runs: Keeps what happens.
        drill: The drill's path.
        code: The whole file.
        purpose: What the run is for.
        tab: The opened page.
        line_of: Where only a missing line was filled in, the seed that chose it.
    """
    key = f"tab {tab}" if tab else None
    if purpose is not Purpose.SUBMIT:
        work = _trying(app, drill, code, key)
    else:
        work = _submitting(app, drill, code, key, line_of)
    return runs.start(drill=drill, code=code, purpose=purpose, tab=tab, line_of=line_of, work=work)


def _submitting(app: App, drill: str, code: str, key: str | None, line_of: int | None) -> Work:
    variant = Variant.WHOLE if line_of is None else Variant.LINE

    def work(tell: Callable[[Event], None]) -> Ended:
        attempt = app.submit(drill, code, seed=line_of, on_event=tell, supersedes=key, variant=variant)
        counted = attempt.state is State.FINISHED
        return Ended(verdict=attempt.verdict, attempt=attempt.id if counted else None, trouble=attempt.note)

    return work


def _trying(app: App, drill: str, code: str, key: str | None) -> Work:
    def work(tell: Callable[[Event], None]) -> Ended:
        return Ended(verdict=app.try_out(drill, code, on_event=tell, supersedes=key))

    return work
