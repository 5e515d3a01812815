"""The page of a program to debug: run it and see its curves beside the broken ones, stop it, hand in the repair.

What is true or repaired is decided behind `app`; this file turns what happens to a run into pieces of the page and into
points for its charts.
"""

import json
import threading
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Form, HTTPException, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import HTMLResponse, Response

from deepdrill.app import App
from deepdrill.content.records import Debug, Drill, LogChart
from deepdrill.judge.verdict import CheckStarted, Event, Logged, Row
from deepdrill.practice import State
from deepdrill.web.curves import OTHERS, series_of
from deepdrill.web.pages import Pages, is_fragment
from deepdrill.web.runs import Ended, Happening, Purpose, Run, Runs, Work
from deepdrill.web.sse import frame, last_seen, stream
from deepdrill.web.tape import Entry

__all__ = ["Repairing"]

Text = Annotated[str, Form()]
Ids = Annotated[list[str], Form()]
Tab = Annotated[str, Form(max_length=64)]

ShowPage = Callable[..., HTMLResponse]


class Repairing:
    """Everything that is done on the page of a program to debug.

    Args:
        app: Runs and judges.
        pages: The templates.
        runs: Those of this server.
    """

    def __init__(self, app: App, pages: Pages, runs: Runs) -> None:
        self._app = app
        self._pages = pages
        self._runs = runs
        self._broken: dict[tuple[str, str], str] = {}
        """Id of the run of each drill's broken program; the same seed gives the same curves, so one run serves all."""
        self._lock = threading.Lock()

    def around(self, drill: Drill, body: Debug, mine: Run | None = None) -> dict[str, Any]:
        """Gather what the page shows of runs; begins the broken one where it has not been run yet."""
        return {"broken": self._broken_run(drill, body), "mine": mine, "named": (), "chosen": "", "mine_shown": False}

    def serve(self, router: APIRouter, show_page: ShowPage) -> None:
        """Add the routes; `show_page` answers with the whole page for a browser without script."""

        @router.post("/drills/{topic}/{slug}/repairs")
        async def hand_in(
            request: Request,
            topic: str,
            slug: str,
            code: Text = "",
            record: Text = "no",
            tab: Tab = "",
            cause: Ids = [],  # noqa: B006  a form without one; nobody changes it
            test: Text = "",
        ) -> HTMLResponse:
            drill = self._app.drill(f"{topic}/{slug}")
            body = _debug(drill)
            text = code.replace("\r\n", "\n")
            if record == "yes":
                run = self._hand_in(drill, text, cause, test, tab)
                shown = "repairing.html"
            else:
                run = self._run(drill, text, tab)
                shown = "training.html"
            mine = run if record != "yes" else None
            if is_fragment(request):
                headers = {"HX-Retarget": "#training"} if mine else {}
                around = self.around(drill, body, mine)
                return HTMLResponse(self._pages.fragment(shown, drill=drill, run=run, **around), headers=headers)
            end = await run.wait()
            around = await run_in_threadpool(self.around, drill, body, mine)
            await around["broken"].wait()
            around |= {"named": tuple(cause), "chosen": test, "run": run, "end": end, "code": text}
            return await run_in_threadpool(show_page, request, drill, **around)

        @router.post("/drills/{topic}/{slug}/stop")
        def stop(topic: str, slug: str, tab: Tab = "") -> Response:
            _debug(self._app.drill(f"{topic}/{slug}"))
            if key := _key(tab):
                self._app.programs.stop(key)
            return Response(status_code=204)  # how it ended comes over its stream

        @router.get("/runs/{run_id}/points")
        async def points(request: Request, run_id: str) -> Response:
            run = self._known(run_id)
            charts = _debug(self._app.drill(run.drill)).charts
            return stream(_points(run, charts, last_seen(request)))

    def piece(self, run: Run, entry: Entry[Happening], drill: Drill, after: Callable[[], str]) -> str:
        """Give what happens to a run as a piece of the page; `after` gives what changes below once it is recorded."""
        fragment = self._pages.fragment
        match entry.what:
            case Logged(rows=rows):
                return fragment("training_going.html", row=rows[-1])
            case Ended() as end if run.purpose is Purpose.RUN:
                return fragment("training_ended.html", run=run, end=end)
            case CheckStarted(name=name):
                names = [claim.name for claim in _debug(drill).claims]
                return fragment("repair_going.html", drill=drill, number=names.index(name) + 1 if name in names else 1)
            case Ended() as end:
                return fragment("repair_ended.html", end=end, run=run, drill=drill, code=run.code) + after()
            case _:
                return ""

    def _known(self, run_id: str) -> Run:
        run = self._runs.get(run_id)
        if run is None:
            raise HTTPException(404, "This run is not known any more. Begin it again.")
        return run

    def _broken_run(self, drill: Drill, body: Debug) -> Run:
        key = (drill.path, body.broken)
        with self._lock:
            run = self._runs.get(self._broken.get(key, ""))
            if run is None or _failed(run):
                run = self._runs.start(
                    drill=drill.path,
                    code=body.broken,
                    purpose=Purpose.RUN,
                    work=_running(self._app, drill.path, body.broken, None),
                )
                self._broken[key] = run.id
            return run

    def _run(self, drill: Drill, code: str, tab: str) -> Run:
        work = _running(self._app, drill.path, code, _key(tab))
        return self._runs.start(drill=drill.path, code=code, purpose=Purpose.RUN, tab=tab, work=work)

    def _hand_in(self, drill: Drill, code: str, causes: Sequence[str], test: str, tab: str) -> Run:
        work = _repairing(self._app, drill.path, code, causes, test, _key(tab)) if causes else _refusing
        return self._runs.start(drill=drill.path, code=code, purpose=Purpose.SUBMIT, tab=tab, work=work)


def _repairing(app: App, drill: str, code: str, causes: Sequence[str], test: str, key: str | None) -> Work:
    def work(tell: Callable[[Event], None]) -> Ended:
        attempt = app.repair(drill, code, causes=causes, test=test, on_event=tell, supersedes=key)
        counted = attempt.state is State.FINISHED
        return Ended(
            verdict=attempt.verdict,
            repair=attempt.repair if counted else None,
            attempt=attempt.id if counted else None,
            trouble=attempt.note,
        )

    return work


def _refusing(_tell: Callable[[Event], None]) -> Ended:
    """Say at once what is missing, without waiting for a judge; nothing is recorded."""
    return Ended(verdict=None, trouble="Name the cause first: tick at least one of those below the program.")


def _running(app: App, drill: str, code: str, key: str | None) -> Work:
    def work(tell: Callable[[Event], None]) -> Ended:
        return Ended(verdict=None, report=app.run_program(drill, code, on_event=tell, supersedes=key))

    return work


def _failed(run: Run) -> bool:
    """Tell whether a run has ended by a failure of ours, so that it is worth another try."""
    end = run.end
    return end is not None and (end.report is None or not end.report.outcome.counts)


def _key(tab: str) -> str | None:
    return f"tab {tab}" if tab else None


def _debug(drill: Drill) -> Debug:
    if not isinstance(drill.body, Debug):
        raise HTTPException(422, "This drill has no program to run.")
    return drill.body


# -- points for the charts -------------------------------------------------------------------------------------------


async def _points(run: Run, charts: Sequence[LogChart], after: int) -> AsyncIterator[str]:
    async for entry in run.follow(after):
        if isinstance(entry.what, Logged):
            yield frame(json.dumps(_batch(charts, entry.what.rows)), number=entry.number, event="point")
    yield frame("", event="end")


def _batch(charts: Sequence[LogChart], rows: Sequence[Row]) -> list[dict[str, object]]:
    """Give rows as the points of `<live-chart>`: once for each chart that draws a series."""
    found: list[dict[str, object]] = []
    for name in series_of(rows):
        logged = [(row.step, row.values[name]) for row in rows if name in row.values]
        xs, ys = zip(*logged, strict=True)
        titles = [chart.title for chart in charts if name in chart.series] or [OTHERS]
        found += [{"chart": title, "series": name, "x": xs, "y": ys} for title in titles]
    return found
