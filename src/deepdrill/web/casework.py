"""The pages of a case: its stages, and each stage with an editor for its code and a field for its argument."""

import io
import secrets
from collections.abc import Callable
from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import HTMLResponse, RedirectResponse, Response

from deepdrill.app import App
from deepdrill.cli.workspace import WORKSPACE
from deepdrill.content.records import Drill
from deepdrill.errors import UsageError
from deepdrill.judge.verdict import Event
from deepdrill.practice import Attempt, StageWork, State, case_of, lay_out_case, stage_of, work_of
from deepdrill.web.pages import Pages, is_fragment
from deepdrill.web.runs import Ended, Purpose, Run, Runs, Work

__all__ = ["as_judged", "routes", "said_of_stage", "stage_around"]

Text = Annotated[str, Form()]
Tab = Annotated[str, Form(max_length=64)]

RECENT = 50
"""Attempts at a case among which those at one stage are looked for."""

SHOWN = 6


def routes(app: App, pages: Pages, runs: Runs) -> APIRouter:
    """Serve the pages of cases."""
    router = APIRouter(default_response_class=HTMLResponse)
    _serve_folder(router, app, pages)
    _serve_stage(router, app, pages)
    _serve_code(router, app, pages, runs)
    _serve_argument(router, app, pages)
    return router


def as_judged(drill: Drill, stage: str) -> Drill:
    """Give a drill as its pieces show it: of a case, one stage as if it were a drill of code."""
    return replace(drill, body=stage_of(drill, stage).code) if stage else drill


def stage_around(app: App, path: str, stage: str) -> dict[str, Any]:
    """Gather what stands around the work on a stage: where it stands, its neighbours, its past."""
    drill = app.drill(path)
    progress = app.stages(path)
    ids = [one.id for one in case_of(drill).stages]
    at = ids.index(stage_of(drill, stage).id)
    past = [one for one in app.attempts(path, RECENT) if (report := one.stage_report) and report.stage == stage]
    return {
        "drill": drill,
        "stage": progress.stages[at].stage,
        "now": progress.stages[at],
        "progress": progress,
        "place": at + 1,
        "before": progress.stages[at - 1].stage if at else None,
        "after": progress.stages[at + 1].stage if at + 1 < len(ids) else None,
        "past": past[:SHOWN],
        "solution_open": app.stage_solution_open(path, stage),
        "show": False,
    }


def said_of_stage(app: App, piece: Callable[..., str], request: Request, attempt: Attempt) -> Response:
    """Answer with the grade of a stage's argument, after the learner has put their own word on a point."""
    work = work_of(attempt)
    if work is None or not is_fragment(request):
        return RedirectResponse(f"/attempts/{attempt.id}", status_code=303)
    around = stage_around(app, attempt.drill, work.stage)
    told = {"said": work.argument, "attempt": attempt, "unreadable": ""}
    return HTMLResponse(piece("stage_words.html", **around | told) + piece("stage_after.html", **around, swap=True))


def _serve_folder(router: APIRouter, app: App, pages: Pages) -> None:
    @router.get("/drills/{topic}/{slug}/table")
    def table(topic: str, slug: str) -> Response:
        dataset = app.dataset(f"{topic}/{slug}")
        text = io.StringIO()
        dataset.write(text)
        named = {"Content-Disposition": f'attachment; filename="{dataset.name}"'}
        return Response(text.getvalue(), media_type="text/csv", headers=named)

    @router.post("/drills/{topic}/{slug}/folder")
    def lay_out(request: Request, topic: str, slug: str) -> Response:
        drill = app.drill(f"{topic}/{slug}")
        case_of(drill)
        dataset = app.dataset(drill.path)
        laid = lay_out_case(drill, WORKSPACE.absolute() / drill.path, table=dataset.name, write_table=dataset.write)
        if not is_fragment(request):
            return RedirectResponse(f"/drills/{drill.path}", status_code=303)
        return HTMLResponse(pages.fragment("case_folder.html", drill=drill, laid=laid))


def _serve_stage(router: APIRouter, app: App, pages: Pages) -> None:
    @router.get("/drills/{topic}/{slug}/stages/{stage}")
    def stage_page(request: Request, topic: str, slug: str, stage: str) -> HTMLResponse:
        path = f"{topic}/{slug}"
        app.begin_to_look(path)
        return _page(app, pages, request, path, stage)

    @router.post("/drills/{topic}/{slug}/stages/{stage}/solution")
    def open_solution(request: Request, topic: str, slug: str, stage: str, give_up: Text = "no") -> Response:
        path = f"{topic}/{slug}"
        app.open_stage_solution(path, stage, give_up=give_up == "yes")
        if not is_fragment(request):
            return RedirectResponse(f"/drills/{path}/stages/{stage}#solution", status_code=303)
        around = stage_around(app, path, stage) | {"show": True}
        return HTMLResponse(pages.fragment("stage_after.html", **around, swap=False))


def _serve_code(router: APIRouter, app: App, pages: Pages, runs: Runs) -> None:
    @router.post("/drills/{topic}/{slug}/stages/{stage}/runs")
    async def hand_in(
        request: Request, topic: str, slug: str, stage: str, code: Text = "", record: Text = "no", tab: Tab = ""
    ) -> HTMLResponse:
        drill = app.drill(f"{topic}/{slug}")
        work = StageWork(stage=stage_of(drill, stage).id, code=code.replace("\r\n", "\n"))
        purpose = Purpose.SUBMIT if record == "yes" else Purpose.TRY
        run = _begin(app, runs, drill, work, purpose, tab)
        if is_fragment(request):
            return HTMLResponse(pages.fragment("running.html", run=run, drill=as_judged(drill, stage)))
        end = await run.wait()
        return await run_in_threadpool(_page, app, pages, request, drill.path, stage, end=end, code=work.code)


def _serve_argument(router: APIRouter, app: App, pages: Pages) -> None:
    @router.post("/drills/{topic}/{slug}/stages/{stage}/words")
    def argue(request: Request, topic: str, slug: str, stage: str, text: Text = "") -> HTMLResponse:
        path, said = f"{topic}/{slug}", text.replace("\r\n", "\n")
        told: dict[str, Any] = {"said": said, "attempt": None, "unreadable": ""}
        try:
            told["attempt"] = app.submit_stage(path, StageWork(stage=stage, argument=said))
        except UsageError as refused:
            stage_of(app.drill(path), stage)
            told["unreadable"] = "There are no words in this answer." if said.strip() == "" else str(refused)
        if not is_fragment(request):
            return _page(app, pages, request, path, stage, **told)
        around = stage_around(app, path, stage)
        after = pages.fragment("stage_after.html", **around, swap=True)
        return HTMLResponse(pages.fragment("stage_words.html", **around | told) + after)


def _page(app: App, pages: Pages, request: Request, path: str, stage: str, **given: Any) -> HTMLResponse:
    around = stage_around(app, path, stage)
    shown: dict[str, Any] = {
        "end": None,
        "code": None,
        "run": None,
        "attempt": None,
        "unreadable": "",
        "said": around["now"].said,
        "tab": secrets.token_hex(8),
    }
    return pages.page(request, "stage.html", **shown | around | given)


def _begin(app: App, runs: Runs, drill: Drill, work: StageWork, purpose: Purpose, tab: str) -> Run:
    key = f"tab {tab}" if tab else None
    do = (_submitting if purpose is Purpose.SUBMIT else _trying)(app, drill.path, work, key)
    return runs.start(drill=drill.path, code=work.code, purpose=purpose, tab=tab, stage=work.stage, work=do)


def _submitting(app: App, path: str, work: StageWork, key: str | None) -> Work:
    def do(tell: Callable[[Event], None]) -> Ended:
        attempt = app.submit_stage(path, work, on_event=tell, supersedes=key)
        counted = attempt.state is State.FINISHED
        return Ended(verdict=attempt.verdict, attempt=attempt.id if counted else None, trouble=attempt.note)

    return do


def _trying(app: App, path: str, work: StageWork, key: str | None) -> Work:
    def do(tell: Callable[[Event], None]) -> Ended:
        return Ended(verdict=app.try_stage(path, work, on_event=tell, supersedes=key))

    return do
