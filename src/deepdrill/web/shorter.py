"""The pages of the shorter variants of a code drill: recall the trap, fill the line."""

import secrets
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import HTMLResponse, RedirectResponse, Response

from deepdrill import recall
from deepdrill.app import App
from deepdrill.content.records import Drill
from deepdrill.recall import Variant
from deepdrill.web.guide import guide_of
from deepdrill.web.judging import begin
from deepdrill.web.pages import Pages, is_fragment
from deepdrill.web.runs import Purpose, Run, Runs

__all__ = ["routes", "shown_line"]

Seed = Annotated[int, Form()]
Tab = Annotated[str, Form(max_length=64)]


def routes(app: App, pages: Pages, runs: Runs) -> APIRouter:
    """Serve the shorter variants."""
    router = APIRouter(default_response_class=HTMLResponse)
    _serve_trap(router, app, pages)
    _serve_line(router, app, pages, runs)
    return router


def _serve_trap(router: APIRouter, app: App, pages: Pages) -> None:
    @router.get("/drills/{topic}/{slug}/trap")
    def trap_page(request: Request, topic: str, slug: str, seed: int | None = None) -> Response:
        drill = app.drill(f"{topic}/{slug}")
        asked, drawn = app.trap(drill.path, seed)
        if seed is None:
            return RedirectResponse(f"/drills/{drill.path}/trap?seed={drawn}", status_code=303)
        app.begin_to_look(drill.path)
        guide = guide_of(app, drill.path, Variant.TRAP)
        return pages.page(request, "trap.html", drill=drill, asked=asked, seed=seed, grade=None, guide=guide)

    @router.post("/drills/{topic}/{slug}/trap")
    def answer_trap(
        request: Request, topic: str, slug: str, seed: Seed, choice: Annotated[int, Form()] = -1
    ) -> HTMLResponse:
        drill = app.drill(f"{topic}/{slug}")
        attempt = app.answer_trap(drill.path, choice, seed=seed)
        shown: dict[str, Any] = {
            "drill": drill,
            "asked": app.trap(drill.path, seed)[0],
            "seed": seed,
            "grade": attempt.trap,
            "attempt": attempt,
            "guide": guide_of(app, drill.path, Variant.TRAP),
        }
        if is_fragment(request):
            return HTMLResponse(pages.fragment("trap_choice.html", **shown, swap=True))
        return pages.page(request, "trap.html", **shown)


def _serve_line(router: APIRouter, app: App, pages: Pages, runs: Runs) -> None:
    def page(request: Request, drill: Drill, seed: int, text: str = "", **given: Any) -> HTMLResponse:
        blank, _ = app.blank(drill.path, seed)
        guide = guide_of(app, drill.path, Variant.LINE)
        shown: dict[str, Any] = {"end": None, "run": None, "code": None, "guide": guide} | given
        tab = secrets.token_hex(8)
        return pages.page(request, "line.html", drill=drill, blank=blank, seed=seed, text=text, tab=tab, **shown)

    @router.get("/drills/{topic}/{slug}/line")
    def line_page(request: Request, topic: str, slug: str, seed: int | None = None) -> Response:
        drill = app.drill(f"{topic}/{slug}")
        _, drawn = app.blank(drill.path, seed)
        if seed is None:
            return RedirectResponse(f"/drills/{drill.path}/line?seed={drawn}", status_code=303)
        app.begin_to_look(drill.path)
        return page(request, drill, seed)

    @router.post("/drills/{topic}/{slug}/line")
    async def fill_line(
        request: Request, topic: str, slug: str, seed: Seed, text: Annotated[str, Form()] = "", tab: Tab = ""
    ) -> HTMLResponse:
        drill = app.drill(f"{topic}/{slug}")
        blank, _ = app.blank(drill.path, seed)
        code = recall.fill(blank, text)
        run = begin(app, runs, drill=drill.path, code=code, purpose=Purpose.SUBMIT, tab=tab, line_of=seed)
        if is_fragment(request):
            return HTMLResponse(pages.fragment("running.html", run=run, drill=drill))
        end = await run.wait()
        return await run_in_threadpool(page, request, drill, seed, text, end=end, run=run, code=code)


def shown_line(app: App, drill: Drill, run: Run) -> dict[str, Any]:
    """Gather what is shown once a line was filled in: what stood there, and what comes next."""
    blank, seed = app.blank(drill.path, run.line_of)
    return {"drill": drill, "blank": blank, "seed": seed, "guide": guide_of(app, drill.path, Variant.LINE)}
