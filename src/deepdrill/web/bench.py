"""The page of a drill and all that is done on it: run, submit, answer, open a hint, see the solution."""

import secrets
from collections.abc import AsyncIterator, Callable
from typing import Annotated, Any

from fastapi import APIRouter, Form, HTTPException, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import HTMLResponse, RedirectResponse, Response

from deepdrill.app import App
from deepdrill.content.records import Calculate, Drill, Explain, Implement
from deepdrill.errors import UnreadableAnswer
from deepdrill.judge.verdict import CheckDone, CheckStarted, Outcome, Verdict, VerdictReady
from deepdrill.web.judging import begin
from deepdrill.web.pages import Pages, is_fragment
from deepdrill.web.runs import Ended, Entry, Purpose, Run, Runs
from deepdrill.web.sse import frame, last_seen, stream
from deepdrill.web.start import steps_of

__all__ = ["fresh_seed", "routes"]

RECENT = 6

GONE = "deepdrill was restarted, so this run is lost. Your text is still in the editor: send it again."

Text = Annotated[str, Form()]
Tab = Annotated[str, Form(max_length=64)]


def fresh_seed() -> int:
    """Draw a seed for the numbers of a calculate drill; short, for it stands in the address."""
    return secrets.randbelow(1_000_000)


def routes(app: App, pages: Pages, runs: Runs, draw_seed: Callable[[], int]) -> APIRouter:
    """Serve the drill pages."""
    bench = Bench(app, pages)
    router = APIRouter(default_response_class=HTMLResponse)
    _serve_page(router, app, bench, draw_seed)
    _serve_code(router, app, bench, runs)
    _serve_numbers(router, app, bench)
    _serve_help(router, app, bench)
    return router


def _serve_page(router: APIRouter, app: App, bench: "Bench", draw_seed: Callable[[], int]) -> None:
    @router.get("/drills/{topic}/{slug}")
    def drill_page(
        request: Request, topic: str, slug: str, seed: int | None = None, attempt: str | None = None
    ) -> Response:
        drill = app.drill(f"{topic}/{slug}")
        if isinstance(drill.body, Calculate):
            if seed is None:
                return RedirectResponse(f"/drills/{drill.path}?seed={draw_seed()}", status_code=303)
            return bench.page(request, drill, problem=app.problem(drill.path, seed))
        return bench.page(request, drill, **bench.given(drill, attempt))


def _serve_code(router: APIRouter, app: App, bench: "Bench", runs: Runs) -> None:
    @router.post("/drills/{topic}/{slug}/runs")
    async def hand_in(
        request: Request, topic: str, slug: str, code: Text = "", record: Text = "no", tab: Tab = ""
    ) -> HTMLResponse:
        drill = coded(app, f"{topic}/{slug}")
        text = typed(code)
        purpose = Purpose.SUBMIT if record == "yes" else Purpose.TRY
        run = begin(app, runs, drill=drill.path, code=text, purpose=purpose, tab=tab)
        if is_fragment(request):
            return HTMLResponse(bench.piece("running.html", run=run, drill=drill))
        end = await run.wait()
        return await run_in_threadpool(bench.page, request, drill, run=run, end=end, code=text)

    @router.post("/drills/{topic}/{slug}/live")
    def look(topic: str, slug: str, tab: Tab, code: Text = "") -> Response:
        drill = coded(app, f"{topic}/{slug}")
        if runs.asked_for(tab):
            return Response(status_code=204)  # a verdict that was asked for is not cut short by a look
        run = begin(app, runs, drill=drill.path, code=typed(code), purpose=Purpose.LIVE, tab=tab)
        return HTMLResponse(bench.piece("looking.html", run=run))

    @router.get("/runs/{run_id}/stream")
    async def follow(request: Request, run_id: str, *, quiet: bool = False) -> Response:
        run = runs.get(run_id)
        if run is None:
            return stream(bench.lost(quiet=quiet))
        return stream(bench.frames(run, last_seen(request)))


def _serve_numbers(router: APIRouter, app: App, bench: "Bench") -> None:
    @router.post("/drills/{topic}/{slug}/answers")
    def answer(request: Request, topic: str, slug: str, seed: Annotated[int, Form()], text: Text = "") -> HTMLResponse:
        drill = app.drill(f"{topic}/{slug}")
        told: dict[str, Any] = {"text": text, "attempt": None, "unreadable": ""}
        try:
            told["attempt"] = app.answer(drill.path, text, seed=seed)
        except UnreadableAnswer as unreadable:
            told["unreadable"] = str(unreadable)
        told["problem"] = app.problem(drill.path, seed)
        if is_fragment(request):
            around = bench.around(drill) | told
            pieces = bench.piece("answered.html", **around), bench.piece("after.html", **around, swap=True)
            return HTMLResponse("".join(pieces))
        return bench.page(request, drill, **told)


def _serve_help(router: APIRouter, app: App, bench: "Bench") -> None:
    @router.post("/drills/{topic}/{slug}/hints")
    def open_hint(request: Request, topic: str, slug: str) -> Response:
        drill = app.drill(f"{topic}/{slug}")
        hints = app.open_hint(drill.path)
        if is_fragment(request):
            return HTMLResponse(bench.piece("hints.html", drill=drill, hints=hints, seed=None))
        return RedirectResponse(f"/drills/{drill.path}#hints", status_code=303)

    @router.post("/drills/{topic}/{slug}/solution")
    def open_solution(request: Request, topic: str, slug: str, give_up: Text = "no") -> Response:
        drill = app.drill(f"{topic}/{slug}")
        app.open_solution(drill.path, give_up=give_up == "yes")
        if is_fragment(request):
            return HTMLResponse(bench.piece("after.html", **bench.around(drill) | {"swap": False, "show": True}))
        return RedirectResponse(f"/drills/{drill.path}#solution", status_code=303)


def coded(app: App, path: str) -> Drill:
    """Find a drill that takes code."""
    drill = app.drill(path)
    if not isinstance(drill.body, Implement):
        raise HTTPException(422, "This drill takes no code.")
    return drill


def typed(code: str) -> str:
    """Give back what the learner typed: a form sends line ends as CR LF."""
    return code.replace("\r\n", "\n")


class Bench:
    """What the drill's page and its fragments show."""

    def __init__(self, app: App, pages: Pages) -> None:
        self._app = app
        self._pages = pages

    def page(self, request: Request, drill: Drill, **given: Any) -> HTMLResponse:
        """Answer with the page of a drill."""
        template = {Implement: "implement.html", Calculate: "calculate.html"}.get(type(drill.body), "other.html")
        shown: dict[str, Any] = {
            "run": None,
            "end": None,
            "code": None,
            "given": None,
            "attempt": None,
            "text": "",
            "unreadable": "",
            "tab": secrets.token_hex(8),
        }
        shown |= self.around(drill) | given
        return self._pages.page(request, template, **shown)

    def piece(self, template: str, **given: Any) -> str:
        """Give a piece of the page."""
        return self._pages.fragment(template, **given)

    def around(self, drill: Drill) -> dict[str, Any]:
        """Gather what stands around the work: the learner's own past here, hints, neighbours."""
        library, standings = self._app.library, self._app.standing()
        drills = library.drills
        paths = list(drills)
        at = paths.index(drill.path) if drill.path in drills else 0
        return {
            "drill": drill,
            "standing": standings.get(drill.path),
            "steps": steps_of(drill, library, standings),
            "hints": self._app.hints(drill.path),
            "past": self._app.attempts(drill.path, limit=RECENT),
            "solution": solution_of(drill),
            "previous": drills[paths[at - 1]] if at else None,
            "next": drills[paths[at + 1]] if at + 1 < len(paths) else None,
            "show": False,
        }

    def given(self, drill: Drill, attempt_id: str | None) -> dict[str, Any]:
        """Find the attempt whose code the editor is asked to open."""
        attempt = self._app.attempt(attempt_id) if attempt_id else None
        if attempt is None or attempt.drill != drill.path:
            return {}
        return {"code": attempt.text, "given": attempt}

    async def frames(self, run: Run, after: int) -> AsyncIterator[str]:
        """Give what happens to a run as pieces of its page, then say that it is done."""
        async for entry in run.follow(after):
            piece = await run_in_threadpool(self._piece, run, entry)
            if piece:
                yield frame(piece, number=entry.number)
        yield frame("", event="done")

    async def lost(self, *, quiet: bool) -> AsyncIterator[str]:
        """Say that a run is not known any more, unless nobody asked for it."""
        if not quiet:
            end = Ended(verdict=None, trouble=GONE)
            yield frame(self._pages.fragment("ended.html", end=end, run=None, code=""))
        yield frame("", event="done")

    def _piece(self, run: Run, entry: Entry) -> str:
        drill = self._app.drill(run.drill)
        if run.purpose is Purpose.LIVE:
            return self._look(drill, entry)
        match entry.what:
            case CheckStarted(name=name):
                return self._pages.fragment("claim_running.html", drill=drill, name=name)
            case CheckDone(report=report):
                return self._pages.fragment("claim_done.html", report=report, code=run.code)
            case VerdictReady():
                return ""  # the end follows at once, and says also whether it was recorded
            case Ended() as end:
                ended = self._pages.fragment("ended.html", end=end, run=run, code=run.code)
                if run.purpose is not Purpose.SUBMIT:
                    return ended
                return ended + self._pages.fragment("after.html", **self.around(drill), swap=True)

    def _look(self, drill: Drill, entry: Entry) -> str:
        """Give the claims' states and nothing else: a learner in the middle of a line wants no advice."""
        match entry.what:
            case CheckDone(report=report):
                return self._pages.fragment(
                    "looked.html", drill=drill, outcomes={report.name: report.outcome}, end=None
                )
            case Ended(verdict=Verdict(outcome=Outcome.CANCELLED)):
                return ""  # a newer look is on its way and says all of it again
            case Ended() as end:
                outcomes = {report.name: report.outcome for report in end.verdict.checks} if end.verdict else {}
                return self._pages.fragment("looked.html", drill=drill, outcomes=outcomes, end=end)
            case _:
                return ""


def solution_of(drill: Drill) -> str:
    """Give the worked answer that the page can show; "" where a drill has none."""
    match drill.body:
        case Implement(solution=code):
            return code
        case Explain(reference=text):
            return text
        case _:
            return ""
