"""The page of a lab: predict, turn the knobs, watch it run, stop it, compare two runs, see what was right."""

import time
from collections.abc import AsyncIterator
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Form, HTTPException, Request
from msgspec.structs import replace
from starlette.concurrency import run_in_threadpool
from starlette.responses import HTMLResponse, Response

from deepdrill.app import App
from deepdrill.content.records import Drill
from deepdrill.errors import DeepdrillError, UnreadableAnswer
from deepdrill.lab import LabRun, Noted, Pictured, Points, Tabled, Valued
from deepdrill.practice import Attempt, lab_of
from deepdrill.web.bench import Bench, fresh_tab
from deepdrill.web.experiments import UNTOUCHED, Experiment, Experiments, Shown
from deepdrill.web.pages import is_fragment
from deepdrill.web.sse import frame, last_seen, stream

__all__ = ["routes"]

SHOW_EVERY_S = 0.15
"""Images and tables come no faster than one can look; what is left out stands in the next piece."""

Told = dict[str, Any]


def routes(app: App, bench: Bench, experiments: Experiments) -> APIRouter:
    """Serve what is done on the pages of labs."""
    router = APIRouter(default_response_class=HTMLResponse)
    page = LabPage(app, bench, experiments)
    _serve_predictions(router, app, page)
    _serve_runs(router, app, page, experiments)
    return router


def _serve_predictions(router: APIRouter, app: App, page: "LabPage") -> None:
    @router.post("/drills/{topic}/{slug}/predictions")
    async def predict(request: Request, topic: str, slug: str) -> HTMLResponse:
        form = await request.form()
        return await run_in_threadpool(predicted, request, f"{topic}/{slug}", _chosen(form.items()))

    def predicted(request: Request, path: str, chosen: dict[str, int]) -> HTMLResponse:
        drill = app.drill(path)
        told: Told = {"chosen": chosen, "unreadable": ""}
        try:
            told["attempt"] = app.predict(path, chosen)
        except UnreadableAnswer:
            told["unreadable"] = "Choose an answer to each question; nothing is recorded before."
        return page.predicted(request, drill, told)

    @router.post("/drills/{topic}/{slug}/questions/{question}")
    def settle(request: Request, topic: str, slug: str, question: str) -> HTMLResponse:
        drill = app.drill(f"{topic}/{slug}")
        told: Told = {"settled": None, "trouble": ""}
        try:
            told["settled"] = app.settle_question(drill.path, question)
        except DeepdrillError as unavailable:
            told["trouble"] = str(unavailable)
        return page.settled(request, drill, question, told)


def _serve_runs(router: APIRouter, app: App, page: "LabPage", experiments: Experiments) -> None:
    @router.post("/drills/{topic}/{slug}/experiments")
    async def begin(request: Request, topic: str, slug: str) -> HTMLResponse:
        form = {name: str(value) for name, value in (await request.form()).items()}
        drill = await run_in_threadpool(app.drill, f"{topic}/{slug}")
        knobs = {name.removeprefix("knob-"): text for name, text in form.items() if name.startswith("knob-")}
        running = app.begin_experiment(drill.path, knobs, seed=_seed(form.get("seed", "")))
        attempt = await run_in_threadpool(page.attempt, drill, form.get("attempt", ""))
        before = experiments.get(form.get("before", "")) if form.get("compare") == "yes" else None
        started = experiments.start(drill=drill.path, running=running, tab=form.get("tab", ""))
        if is_fragment(request):
            return HTMLResponse(page.begun(drill, started, before, attempt))
        await started.tape.end()
        return await run_in_threadpool(page.over, request, drill, started, before, attempt)

    @router.get("/experiments/{experiment_id}/stream")
    async def points(request: Request, experiment_id: str) -> Response:
        return stream(_points(experiments.get(experiment_id), last_seen(request)))

    @router.get("/experiments/{experiment_id}/pieces")
    async def pieces(request: Request, experiment_id: str, before: str = "", attempt: str = "") -> Response:
        found = experiments.get(experiment_id)
        return stream(page.pieces(found, experiments.get(before), attempt, last_seen(request)))

    @router.post("/experiments/{experiment_id}/stop")
    async def stop(
        request: Request, experiment_id: str, before: Annotated[str, Form()] = "", attempt: Annotated[str, Form()] = ""
    ) -> Response:
        found = experiments.get(experiment_id)
        if found is None:
            raise HTTPException(404, "This run is not known here any more, so there is nothing to stop.")
        await run_in_threadpool(found.running.stop)
        if is_fragment(request):
            return Response(status_code=204)  # the stream says when it is over
        await found.tape.end()
        drill = await run_in_threadpool(app.drill, found.drill)
        kept = await run_in_threadpool(page.attempt, drill, attempt)
        return await run_in_threadpool(page.over, request, drill, found, experiments.get(before), kept)


def _chosen(items: Any) -> dict[str, int]:
    chosen = {name.removeprefix("predict-"): str(value) for name, value in items if name.startswith("predict-")}
    return {name: int(value) for name, value in chosen.items() if value.isascii() and value.isdecimal()}


def _seed(text: str) -> int:
    text = text.strip() or "0"
    if not (text.isascii() and text.isdecimal()):
        raise HTTPException(422, f'"{text[:40]}" is no seed: write a whole number from 0.')
    return int(text)


async def _points(experiment: Experiment | None, after: int) -> AsyncIterator[str]:
    """Give the points of a run as a chart reads them."""
    if experiment is not None:
        async for entry in experiment.tape.follow(after):
            if isinstance(entry.what, Points):
                yield frame(msgspec.json.encode(entry.what.batches).decode(), number=entry.number, event="point")
    yield frame("", event="end")


class LabPage:
    """What the page of a lab and its pieces show."""

    def __init__(self, app: App, bench: Bench, experiments: Experiments) -> None:
        self._app = app
        self._bench = bench
        self._experiments = experiments

    def predicted(self, request: Request, drill: Drill, told: Told) -> HTMLResponse:
        """Answer with the predictions as they were made, and the knobs."""
        given = dict(UNTOUCHED) | told
        if not is_fragment(request):
            return self._bench.page(request, drill, **given)
        return HTMLResponse(self._bench.piece("lab_work.html", **self._bench.around(drill), **given, tab=fresh_tab()))

    def settled(self, request: Request, drill: Drill, question: str, told: Told) -> HTMLResponse:
        """Answer with the numbers that settle a question."""
        body = lab_of(drill)
        asked = next((one for one in body.predicts if one.id == question), None)
        if asked is None:
            raise HTTPException(404, f'This lab has no question "{question}".')
        if is_fragment(request):
            return HTMLResponse(self._bench.piece("lab_settled.html", drill=drill, question=asked, **told))
        latest = next(iter(self._app.attempts(drill.path, limit=1)), None)
        given = dict(UNTOUCHED) | {"attempt": latest, "revealed": True, "settlings": {question: told}}
        return self._bench.page(request, drill, **given)

    def attempt(self, drill: Drill, attempt_id: str) -> Attempt | None:
        """Find the attempt of this lab that a page speaks of."""
        found = self._app.attempt(attempt_id) if attempt_id else None
        return found if found is not None and found.drill == drill.path else None

    def begun(self, drill: Drill, started: Experiment, before: Experiment | None, attempt: Attempt | None) -> str:
        """Give the place where a run is watched."""
        return self._bench.piece(
            "lab_running.html",
            drill=drill,
            experiment=started,
            before=before,
            attempt=attempt,
            knobs=started.running.knobs,
            shown=started.running.so_far("stopped"),
            other=before.run if before else None,
            run=None,
        )

    def over(
        self,
        request: Request,
        drill: Drill,
        experiment: Experiment,
        before: Experiment | None,
        attempt: Attempt | None,
    ) -> HTMLResponse:
        """Answer with the whole page of a run that is over, for a browser without script."""
        given = dict(UNTOUCHED) | {
            "attempt": attempt,
            "revealed": attempt is not None,
            "experiment": experiment,
            "run": experiment.run,
            "other": before.run if before else None,
            "before": before,
            "knobs": experiment.running.knobs,
        }
        return self._bench.page(request, drill, **given)

    async def pieces(
        self, experiment: Experiment | None, before: Experiment | None, attempt_id: str, after: int
    ) -> AsyncIterator[str]:
        """Give what a run shows besides its points as pieces of the page, then say that it is done."""
        if experiment is not None:
            other = before.run if before else None
            shown, shown_at = experiment.running.so_far("stopped"), 0.0
            async for entry in experiment.tape.follow():
                shown = _with(shown, entry.what)
                if isinstance(entry.what, Points) or entry.number <= after:
                    continue
                if isinstance(entry.what, LabRun):
                    piece = await run_in_threadpool(self._ended, experiment, entry.what, other, attempt_id)
                    yield frame(piece, number=entry.number)
                elif time.monotonic() - shown_at > SHOW_EVERY_S:
                    shown_at = time.monotonic()
                    piece = self._bench.piece("lab_shown.html", shown=shown, other=other, swap=True)
                    yield frame(piece, number=entry.number)
        else:
            yield frame(self._bench.piece("lab_gone.html"))
        yield frame("", event="done")

    def _ended(self, experiment: Experiment, run: LabRun, other: LabRun | None, attempt_id: str) -> str:
        self._app.experimenter.warm_up()  # whoever has turned one knob turns another
        drill = self._app.drill(experiment.drill)
        attempt = self.attempt(drill, attempt_id)
        given = {"drill": drill, "run": run, "experiment": experiment, "other": other, "attempt": attempt}
        piece = self._bench.piece("lab_ended.html", **given)
        if attempt is None:
            return piece
        return piece + self._bench.piece("after.html", **self._bench.around(drill) | {"swap": True})


def _with(shown: LabRun, what: Shown) -> LabRun:
    """Give what has been shown with one thing more; curves are the chart's own business."""
    match what:
        case Pictured():
            pictures = {one.name: one for one in shown.pictures} | {what.name: what}
            return replace(shown, pictures=tuple(pictures.values()))
        case Tabled():
            tables = {one.name: one for one in shown.tables} | {what.name: what}
            return replace(shown, tables=tuple(tables.values()))
        case Valued(name=name, value=value):
            return replace(shown, values=shown.values | {name: value})
        case Noted(text=text):
            return replace(shown, notes=(*shown.notes, text))
        case LabRun():
            return what
        case _:
            return shown
