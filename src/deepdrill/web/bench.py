"""The page of a drill and all that is done on it: run, submit, answer, open a hint, see the solution."""

import secrets
from collections.abc import AsyncIterator, Callable, Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Form, HTTPException, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import HTMLResponse, RedirectResponse, Response

from deepdrill.app import App
from deepdrill.content.canvas import text_of
from deepdrill.content.records import Calculate, Case, Debug, Drill, Explain, Implement, Lab
from deepdrill.errors import EvidenceUnavailable, UnreadableAnswer
from deepdrill.grading.words import PointState
from deepdrill.judge.verdict import CheckDone, CheckStarted, Outcome, Verdict
from deepdrill.web.casework import as_judged, said_of_stage, stage_around
from deepdrill.web.experiments import UNTOUCHED
from deepdrill.web.guide import guide_of
from deepdrill.web.judging import begin
from deepdrill.web.pages import Pages, is_fragment
from deepdrill.web.repairing import Repairing
from deepdrill.web.runs import Ended, Happening, Purpose, Run, Runs
from deepdrill.web.shorter import shown_line
from deepdrill.web.sse import frame, last_seen, stream
from deepdrill.web.start import steps_of
from deepdrill.web.tape import Entry

__all__ = ["Bench", "fresh_seed", "fresh_tab", "routes"]

RECENT = 6

GONE = "deepdrill was restarted, so this run is lost. Your text is still in the editor: send it again."

Text = Annotated[str, Form()]
Tab = Annotated[str, Form(max_length=64)]


def fresh_seed() -> int:
    """Draw a seed for the numbers of a calculate drill; short, for it stands in the address."""
    return secrets.randbelow(1_000_000)


def fresh_tab() -> str:
    """Name an opened page: what it starts belongs to it."""
    return secrets.token_hex(8)


def routes(app: App, bench: "Bench", runs: Runs, draw_seed: Callable[[], int]) -> APIRouter:
    """Serve the drill pages."""
    router = APIRouter(default_response_class=HTMLResponse)
    _serve_page(router, app, bench, draw_seed)
    _serve_code(router, app, bench, runs)
    bench.repairing.serve(router, bench.page)
    _serve_numbers(router, app, bench)
    _serve_words(router, app, bench)
    _serve_evidence(router, app, bench, draw_seed)
    _serve_help(router, app, bench)
    return router


def _serve_page(router: APIRouter, app: App, bench: "Bench", draw_seed: Callable[[], int]) -> None:
    @router.get("/drills/{topic}/{slug}")
    def drill_page(
        request: Request, topic: str, slug: str, seed: int | None = None, attempt: str | None = None
    ) -> Response:
        drill = app.drill(f"{topic}/{slug}")
        app.begin_to_look(drill.path)
        if isinstance(drill.body, Calculate):
            if seed is None:
                return RedirectResponse(f"/drills/{drill.path}?seed={draw_seed()}", status_code=303)
            return bench.page(request, drill, problem=app.problem(drill.path, seed))
        if isinstance(drill.body, Lab):
            app.experimenter.warm_up()
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


def _serve_words(router: APIRouter, app: App, bench: "Bench") -> None:
    @router.post("/drills/{topic}/{slug}/words")
    async def explain(request: Request, topic: str, slug: str) -> HTMLResponse:
        form = await request.form()
        sent = {key: str(value) for key, value in form.items()}
        return await run_in_threadpool(look_at, request, f"{topic}/{slug}", sent)

    def look_at(request: Request, path: str, sent: dict[str, str]) -> HTMLResponse:
        drill = app.drill(path)
        written = words_sent(drill, sent)
        told: dict[str, Any] = {"text": written, "attempt": None, "unreadable": "", "given": None}
        try:
            told["attempt"] = app.grade(drill.path, written)
        except UnreadableAnswer as unreadable:
            told["unreadable"] = str(unreadable).partition("See ")[0].strip()
        return bench.explained(request, drill, told)

    @router.post("/attempts/{attempt_id}/points")
    async def judge_points(request: Request, attempt_id: str) -> Response:
        form = await request.form()
        said = {key.removeprefix("point-"): str(value) for key, value in form.items() if key.startswith("point-")}
        return await run_in_threadpool(overrule, request, attempt_id, said)

    def overrule(request: Request, attempt_id: str, said: dict[str, str]) -> Response:
        unknown = [word for word in said.values() if word not in set(PointState)]
        if unknown:
            raise HTTPException(422, f'"{unknown[0][:40]}" says nothing about a point: say covered, partly or missing.')
        attempt = app.overrule(attempt_id, {point: PointState(word) for point, word in said.items()})
        drill = app.drill(attempt.drill)
        if isinstance(drill.body, Case):
            return said_of_stage(app, bench.piece, request, attempt)
        return bench.explained(
            request, drill, {"text": attempt.text, "attempt": attempt, "unreadable": "", "given": None}
        )


def _serve_evidence(router: APIRouter, app: App, bench: "Bench", draw_seed: Callable[[], int]) -> None:
    @router.post("/drills/{topic}/{slug}/evidence")
    def settle(request: Request, topic: str, slug: str) -> HTMLResponse:
        drill = app.drill(f"{topic}/{slug}")
        told: dict[str, Any] = {"settled": None, "trouble": ""}
        try:
            told["settled"] = app.evidence(drill.path, seed=draw_seed())
        except EvidenceUnavailable as unavailable:
            told["trouble"] = str(unavailable)
        if is_fragment(request):
            return HTMLResponse(bench.piece("evidence.html", drill=drill, **told))
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


def words_sent(drill: Drill, sent: Mapping[str, str]) -> str:
    """Give the answer in words that a form brought: one text, or the fields of a canvas."""
    if isinstance(drill.body, Explain) and drill.body.parts and "text" not in sent:
        return text_of(drill.body.parts, {part.id: typed(sent.get(f"part-{part.id}", "")) for part in drill.body.parts})
    return typed(sent.get("text", ""))


TEMPLATES: dict[type, str] = {
    Implement: "implement.html",
    Calculate: "calculate.html",
    Explain: "explain.html",
    Case: "case.html",
    Debug: "debug.html",
    Lab: "lab.html",
}


class Bench:
    """What the drill's page and its fragments show."""

    def __init__(self, app: App, pages: Pages, repairing: Repairing) -> None:
        self._app = app
        self._pages = pages
        self.repairing = repairing

    def page(self, request: Request, drill: Drill, **given: Any) -> HTMLResponse:
        """Answer with the page of a drill."""
        template = TEMPLATES.get(type(drill.body), "other.html")
        shown: dict[str, Any] = {
            "run": None,
            "end": None,
            "code": None,
            "given": None,
            "attempt": None,
            "text": "",
            "unreadable": "",
            "tab": fresh_tab(),
        }
        if isinstance(drill.body, Case):
            shown |= {"progress": self._app.stages(drill.path), "laid": None}
        if isinstance(drill.body, Lab):
            shown |= UNTOUCHED
        shown |= self.around(drill)
        if isinstance(drill.body, Debug) and "broken" not in given:
            shown |= self.repairing.around(drill, drill.body)
        shown |= given
        return self._pages.page(request, template, **shown)

    def explained(self, request: Request, drill: Drill, told: dict[str, Any]) -> HTMLResponse:
        """Answer with the report on an answer in words, and with what changes around it."""
        if not is_fragment(request):
            return self.page(request, drill, **told)
        around = self.around(drill) | told
        after = self.piece("after.html", **around | {"swap": True})
        return HTMLResponse(self.piece("explained.html", **around) + after)

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
            "guide": guide_of(self._app, drill.path),
        }

    def given(self, drill: Drill, attempt_id: str | None) -> dict[str, Any]:
        """Find the attempt whose code the editor is asked to open."""
        attempt = self._app.attempt(attempt_id) if attempt_id else None
        if attempt is None or attempt.drill != drill.path:
            return {}
        found: dict[str, Any] = {"code": attempt.text, "text": attempt.text, "given": attempt}
        if isinstance(drill.body, Debug) and attempt.repair is not None:
            repair = attempt.repair
            found["broken"] = self.repairing.around(drill, drill.body)["broken"]
            found |= {
                "mine": None,
                "mine_shown": False,
                "named": [cause.id for cause in repair.causes.named] if repair.causes else [],
            }
            found["chosen"] = repair.test.id if repair.test else ""
        return found

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

    def _piece(self, run: Run, entry: Entry[Happening]) -> str:
        drill = as_judged(self._app.drill(run.drill), run.stage)
        if run.purpose is Purpose.LIVE:
            return self._look(drill, entry)
        if isinstance(drill.body, Debug):
            return self.repairing.piece(run, entry, drill, lambda: self._after(drill, run))
        return self._claim(drill, run, entry)

    def _claim(self, drill: Drill, run: Run, entry: Entry[Happening]) -> str:
        match entry.what:
            case CheckStarted(name=name):
                return self._pages.fragment("claim_running.html", drill=drill, name=name)
            case CheckDone(report=report):
                return self._pages.fragment("claim_done.html", report=report, code=run.code)
            case Ended() as end:
                ended = self._pages.fragment("ended.html", end=end, run=run, code=run.code)
                return ended + self._after(drill, run)
            case _:
                return ""  # after the verdict the end follows at once, and says also whether it was recorded

    def _after(self, drill: Drill, run: Run) -> str:
        """Give what changes around the work once it was submitted; nothing for a run to try things out."""
        if run.purpose is not Purpose.SUBMIT:
            return ""
        if run.stage:
            return self._pages.fragment("stage_after.html", **stage_around(self._app, run.drill, run.stage), swap=True)
        if run.line_of is not None:
            return self._pages.fragment("line_after.html", **shown_line(self._app, drill, run), swap=True)
        return self._pages.fragment("after.html", **self.around(drill), swap=True)

    def _look(self, drill: Drill, entry: Entry[Happening]) -> str:
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
        case Implement(solution=code) | Debug(solution=code):
            return code
        case Explain(reference=text):
            return text
        case _:
            return ""
