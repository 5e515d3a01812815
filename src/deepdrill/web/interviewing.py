"""The pages of interviews: choose, the room, the debrief, and what is saved of it."""

from collections.abc import Mapping
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Form, HTTPException, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from deepdrill.app import App
from deepdrill.content.records import Calculate, Debug, Drill, Explain, Implement, Level, Round
from deepdrill.errors import UsageError
from deepdrill.interview import Room, State, Step
from deepdrill.interview.blank import begun_text
from deepdrill.interview.edits import LONGEST_TEXT, Edit
from deepdrill.interview.picking import can_ask
from deepdrill.interview.records import Turn
from deepdrill.interview.timing import LEAST, LONGEST, SHORTEST, left_s, paused_s
from deepdrill.web.bench import typed, words_sent
from deepdrill.web.pages import Pages
from deepdrill.web.saving import debrief_html, debrief_pdf

__all__ = ["routes"]

MINUTES = (30, 45, 60, 90, 120, 180)
"""Offered; any number between the shortest and the longest is taken."""

Text = Annotated[str, Form()]
Number = Annotated[int, Form(ge=0, le=10_000)]


class Draft(msgspec.Struct, frozen=True):
    """What a browser sends while somebody writes."""

    turn: int
    step: int
    text: str
    edits: tuple[Edit, ...] = ()


def routes(app: App, pages: Pages) -> APIRouter:
    """Serve the pages of interviews."""
    router = APIRouter(default_response_class=HTMLResponse)
    hall = Hall(app, pages)
    _serve_hall(router, app, hall)
    _serve_room(router, app, hall)
    _serve_clock(router, app)
    _serve_debrief(router, app, hall)
    return router


def _serve_hall(router: APIRouter, app: App, hall: "Hall") -> None:
    @router.get("/interview")
    def choose(request: Request) -> HTMLResponse:
        return hall.choose(request)

    @router.post("/interview")
    async def begin(request: Request) -> Response:
        form = await request.form()
        told = {key: str(value) for key, value in form.items()}
        rounds = [str(value) for value in form.getlist("rounds")]
        return await run_in_threadpool(begun, request, told, rounds)

    def begun(request: Request, told: dict[str, str], rounds: list[str]) -> Response:
        try:
            room = app.interviews().begin(
                minutes=int(told["minutes"]) if told.get("minutes", "").isdecimal() else 0,
                rounds=[Round(one) for one in rounds if one in set(Round)] if told.get("who") == "me" else (),
                role=told.get("role", ""),
                level=Level(told["level"]) if told.get("level") in set(Level) else Level.MID,
            )
        except UsageError as wrong:
            return hall.choose(request, told=told, rounds=rounds, wrong=str(wrong))
        return _to(room)


def _serve_room(router: APIRouter, app: App, hall: "Hall") -> None:
    @router.get("/interview/{interview_id}")
    def enter(request: Request, interview_id: str) -> Response:
        room = app.interviews().room(interview_id)
        if room.state is State.OVER:
            return RedirectResponse(f"/interview/{room.interview.id}/debrief", status_code=303)
        return hall.room(request, room)

    @router.post("/interview/{interview_id}/answers")
    async def answer(request: Request, interview_id: str) -> Response:
        form = await request.form()
        sent = {key: str(value) for key, value in form.items()}
        return await run_in_threadpool(answered, interview_id, sent)

    def answered(interview_id: str, sent: Mapping[str, str]) -> Response:
        step, number = _step(sent), _whole(sent.get("number", "1"))
        interviews = app.interviews()
        text = typed(sent.get("text", ""))
        if "text" not in sent and not step.number:
            turn = next((one for one in interviews.room(interview_id).turns if one.number == step.turn), None)
            drill = app.library.drills.get(turn.drill) if turn else None
            text = words_sent(drill, sent) if drill else ""
        return _to(interviews.answer(interview_id, step, text, number=number))

    @router.post("/interview/{interview_id}/next")
    def go_on(interview_id: str, turn: Number, step: Number) -> Response:
        return _to(app.interviews().go_on(interview_id, Step(turn=turn, number=step)))

    @router.post("/interview/{interview_id}/draft")
    async def draft(request: Request, interview_id: str) -> Response:
        try:
            sent = msgspec.json.decode(await request.body(), type=Draft)
        except msgspec.DecodeError:
            raise HTTPException(422, "This draft could not be read. Your text is still in this browser.") from None
        return await run_in_threadpool(kept, interview_id, sent)

    def kept(interview_id: str, sent: Draft) -> Response:
        step = Step(turn=sent.turn, number=sent.step)
        drafted = app.interviews().save(interview_id, step, typed(sent.text), sent.edits)
        state = "moved" if drafted.moved and drafted.state is State.RUNNING else drafted.state.value
        return JSONResponse({"state": state, "kept": drafted.kept})


def _serve_clock(router: APIRouter, app: App) -> None:
    @router.post("/interview/{interview_id}/pause")
    def pause(interview_id: str) -> Response:
        return _to(app.interviews().pause(interview_id))

    @router.post("/interview/{interview_id}/resume")
    def resume(interview_id: str) -> Response:
        return _to(app.interviews().resume(interview_id))

    @router.post("/interview/{interview_id}/end")
    def end(interview_id: str) -> Response:
        return _to(app.interviews().end(interview_id))


def _serve_debrief(router: APIRouter, app: App, hall: "Hall") -> None:
    @router.get("/interview/{interview_id}/debrief")
    def debrief(request: Request, interview_id: str) -> Response:
        room = app.interviews().room(interview_id)
        if room.state is not State.OVER:
            return RedirectResponse(f"/interview/{room.interview.id}", status_code=303)
        return hall.debrief(request, room)

    @router.get("/interview/{interview_id}/edits/{turn}/{step}")
    def edits(interview_id: str, turn: int, step: int) -> Response:
        begun, made = app.interviews().edits(interview_id, Step(turn=turn, number=step))
        return Response(msgspec.json.encode({"begun": begun, "edits": made}), media_type="application/json")

    @router.get("/interview/{interview_id}/debrief.html")
    def page_to_keep(interview_id: str) -> Response:
        made = debrief_html(app.interviews().debrief(interview_id), app.library)
        return _download(made.encode(), f"interview-{interview_id}.html", "text/html; charset=utf-8")

    @router.get("/interview/{interview_id}/debrief.pdf")
    def sheets_to_keep(interview_id: str) -> Response:
        made = debrief_pdf(app.interviews().debrief(interview_id), app.library)
        return _download(made, f"interview-{interview_id}.pdf", "application/pdf")


class Hall:
    """What the pages show."""

    def __init__(self, app: App, pages: Pages) -> None:
        self._app = app
        self._pages = pages

    def choose(
        self,
        request: Request,
        *,
        told: Mapping[str, str] | None = None,
        rounds: list[str] | None = None,
        wrong: str = "",
    ) -> HTMLResponse:
        """Answer with the page to begin one, and with the earlier ones."""
        profile = self._app.preparation().profile
        usual = {"minutes": "60", "role": profile.role, "level": profile.level.value, "who": "you"}
        has = {drill.round for drill in self._app.library.drills.values() if can_ask(drill)}
        return self._pages.page(
            request,
            "interview.html",
            status=422 if wrong else 200,
            told=usual | dict(told or {}),
            chosen=rounds or [],
            wrong=wrong,
            minutes=MINUTES,
            shortest=SHORTEST,
            longest=LONGEST,
            rounds=[one for one in LEAST if one in has or one is Round.MIXED],
            least=LEAST,
            levels=list(Level),
            earlier=self._app.interviews().earlier(),
        )

    def room(self, request: Request, room: Room) -> HTMLResponse:
        """Answer with the room: the clock, and what is asked now."""
        now = self._app.now()
        turn, step = room.turn, room.step
        shown: dict[str, Any] = {
            "room": room,
            "left": left_s(room, now),
            "stood": paused_s(room, now),
            "turn": turn,
            "step": step,
            "drill": None,
        }
        if room.state is State.RUNNING and turn is not None and step is not None:
            shown |= self._asked(room, turn, step)
            shown["put_ms"] = int((now - shown["put_at"]).total_seconds() * 1000)
        return self._pages.page(request, "room.html", **shown)

    def _asked(self, room: Room, turn: Turn, step: Step) -> dict[str, Any]:
        drill = self._app.library.drills.get(turn.drill)
        asking = turn.asking
        return {
            "drill": drill,
            "asking": asking,
            "put_at": asking.at if asking else turn.at,
            "prompt": self._prompt(drill, turn),
            "begun": begun_text(drill) if drill and not step.number else "",
            "text": self._app.interviews().draft(room.interview.id, step),
            "last": turn.tries[-1] if turn.tries else None,
            "number": len(turn.tries) + 1 if not step.number else 1,
            "parts": drill.body.parts if drill and isinstance(drill.body, Explain) and not step.number else (),
            "is_code": bool(drill and isinstance(drill.body, Implement | Debug) and not step.number),
            "is_number": bool(drill and isinstance(drill.body, Calculate) and not step.number),
            "longest": LONGEST_TEXT,
        }

    def _prompt(self, drill: Drill | None, turn: Turn) -> str:
        if drill is None:
            return ""
        return self._app.problem(drill.path, turn.seed).prompt if isinstance(drill.body, Calculate) else drill.prompt

    def debrief(self, request: Request, room: Room) -> HTMLResponse:
        """Answer with the debrief."""
        debrief = self._app.interviews().debrief(room.interview.id)
        return self._pages.page(request, "debrief.html", debrief=debrief)


def _to(room: Room) -> Response:
    """Send the browser on to where the interview is, so that a reload asks for nothing twice."""
    return RedirectResponse(f"/interview/{room.interview.id}", status_code=303)


def _step(sent: Mapping[str, str]) -> Step:
    return Step(turn=_whole(sent.get("turn", "")), number=_whole(sent.get("step", "")))


def _whole(text: str) -> int:
    if not text.isdecimal() or len(text) > 6:  # noqa: PLR2004  no turn has so many
        raise HTTPException(422, "This answer does not say what it answers. Reload the page; your text is kept.")
    return int(text)


def _download(made: bytes, name: str, kind: str) -> Response:
    return Response(made, media_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
