"""The pages of preparation: set-up, placement, today, progress, and the learner's own word on an attempt."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Form, HTTPException, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from deepdrill.app import App
from deepdrill.content.records import Level
from deepdrill.curriculum import Profile
from deepdrill.errors import UsageError
from deepdrill.practice import Preparation, Says, Today
from deepdrill.web.guide import item_href
from deepdrill.web.pages import Pages, is_fragment

__all__ = ["routes", "today_shown"]

AS_IT_CAME = "nothing"
"""The learner's word that takes an earlier one back; a form leaves out a field that is empty."""

LENGTHS = (15, 30, 45, 60, 90, 120)
"""Minutes that are offered; any other number can be typed."""


def routes(app: App, pages: Pages) -> APIRouter:
    """Serve the pages of preparation."""
    router = APIRouter(default_response_class=HTMLResponse)
    _serve_setup(router, app, pages)
    _serve_placement(router, app)
    _serve_today(router, app, pages)
    _serve_progress(router, app, pages)
    return router


def _serve_setup(router: APIRouter, app: App, pages: Pages) -> None:
    def page(request: Request, wrong: str = "", told: dict[str, str] | None = None) -> HTMLResponse:
        preparation = app.preparation()
        profile = preparation.profile
        shown = {
            "role": profile.role,
            "level": profile.level.value,
            "interview_on": str(profile.interview_on or ""),
            "minutes": str(profile.minutes_a_day),
        } | (told or {})
        status = 422 if wrong else 200
        return pages.page(
            request, "setup.html", status=status, told=shown, wrong=wrong, setup=preparation.setup, levels=list(Level)
        )

    @router.get("/setup")
    def setup_page(request: Request) -> HTMLResponse:
        return page(request)

    @router.post("/setup")
    def set_up(
        request: Request,
        role: Annotated[str, Form()],
        level: Annotated[str, Form()],
        minutes: Annotated[str, Form()],
        interview_on: Annotated[str, Form()] = "",
    ) -> Response:
        told = {"role": role, "level": level, "interview_on": interview_on, "minutes": minutes}
        preparation = app.preparation()
        new = preparation.setup is None
        try:
            preparation.set_up(_profile(role, level, interview_on, minutes))
        except UsageError as wrong:
            return page(request, str(wrong).partition(":  deepdrill")[0], told)
        return RedirectResponse("/setup/placement" if new else "/today", status_code=303)

    @router.get("/setup/placement")
    def offer(request: Request) -> Response:
        setup = app.preparation().setup
        if setup is None:
            return RedirectResponse("/setup", status_code=303)
        return pages.page(request, "placement.html", setup=setup)


def _serve_placement(router: APIRouter, app: App) -> None:
    def lead(preparation: Preparation) -> RedirectResponse:
        """Go to what is asked next, or on to today."""
        item = preparation.place().item
        return RedirectResponse(item_href(item, app.draw_seed()) if item else "/today", status_code=303)

    @router.get("/placement")
    def go_on() -> RedirectResponse:
        preparation = app.preparation()
        return lead(preparation) if preparation.setup else RedirectResponse("/setup", status_code=303)

    @router.post("/placement/begin")
    def begin() -> RedirectResponse:
        preparation = app.preparation()
        preparation.begin_placement()
        return lead(preparation)

    @router.post("/placement/pass-over")
    def pass_over(drill: Annotated[str, Form()]) -> RedirectResponse:
        preparation = app.preparation()
        preparation.pass_over(drill)
        return lead(preparation)

    @router.post("/placement/end")
    def end(answered: Annotated[int, Form()] = 0) -> RedirectResponse:
        app.preparation().end_placement(skipped=not answered)
        return RedirectResponse("/today", status_code=303)


def _serve_today(router: APIRouter, app: App, pages: Pages) -> None:
    def answer(request: Request, today: Today) -> Response:
        if is_fragment(request):
            return HTMLResponse(pages.fragment("sitting.html", **today_shown(app, today)))
        return RedirectResponse("/today", status_code=303)

    @router.get("/today")
    def today_page(request: Request) -> HTMLResponse:
        return pages.page(request, "today.html", **today_shown(app, app.preparation().today()))

    @router.post("/today/more")
    def more(request: Request) -> Response:
        return answer(request, app.preparation().more())

    @router.post("/today/put-off")
    def put_off(request: Request, drill: Annotated[str, Form()]) -> Response:
        return answer(request, app.preparation().put_off(drill))

    @router.post("/today/minutes")
    def minutes(request: Request, minutes: Annotated[str, Form()]) -> Response:
        return answer(request, app.preparation().plan_anew(minutes=_minutes(minutes)))


def _serve_progress(router: APIRouter, app: App, pages: Pages) -> None:
    @router.get("/progress")
    def progress_page(request: Request) -> HTMLResponse:
        preparation = app.preparation()
        progress = preparation.progress()
        return pages.page(
            request,
            "progress.html",
            progress=progress,
            setup=preparation.setup,
            recent=app.attempts(limit=8),
            made_anew_from=app.made_anew_from,
        )

    @router.post("/attempts/{attempt_id}/word")
    def word(request: Request, attempt_id: str, says: Annotated[str, Form()]) -> Response:
        if says not in {AS_IT_CAME, *Says}:
            raise HTTPException(422, "Say that you knew it, that you guessed, or nothing.")
        app.correct(attempt_id, None if says == AS_IT_CAME else Says(says))
        if is_fragment(request):
            shown = {"attempt": app.attempt(attempt_id), "correction": app.correction(attempt_id)}
            return HTMLResponse(pages.fragment("word.html", **shown))
        return RedirectResponse(f"/attempts/{attempt_id}", status_code=303)


def today_shown(app: App, today: Today) -> dict[str, Any]:
    """Gather what the sitting shows."""
    preparation = app.preparation()
    return {
        "today": today,
        "setup": preparation.setup,
        "days_left": preparation.days_left(),
        "lengths": LENGTHS,
        "item_href": item_href,
    }


def _profile(role: str, level: str, interview_on: str, minutes: str) -> Profile:
    if level not in set(Level):
        raise UsageError("Choose a level.")
    return Profile(role=role, level=Level(level), interview_on=_day(interview_on), minutes_a_day=_minutes(minutes))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip()) if text.strip() else None
    except ValueError:
        raise UsageError(f"“{text[:20]}” is no day. Write it as 2027-01-31, or leave it empty.") from None


def _minutes(text: str) -> int:
    if not (text.strip().isascii() and text.strip().isdigit()):
        raise UsageError("Write the minutes as a whole number, such as 30.")
    return int(text.strip()[:6])
