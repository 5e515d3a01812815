"""The pages that lead to a drill: home, the list, a topic."""

from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Request
from starlette.responses import HTMLResponse

from deepdrill.app import App
from deepdrill.content.records import Kind, Level
from deepdrill.web.filters import FREQUENCIES, GROUPINGS, MINUTES, STATES, Filters, by_ladder, by_topic
from deepdrill.web.pages import Pages
from deepdrill.web.preparing import today_shown
from deepdrill.web.start import left_off, suggestion

__all__ = ["routes"]

RECENT = 8


def routes(app: App, pages: Pages) -> APIRouter:
    """Serve the pages that lead to a drill."""
    router = APIRouter(default_response_class=HTMLResponse)

    @router.get("/")
    def home(request: Request) -> HTMLResponse:
        standings = app.standing()
        attempts = app.attempts(limit=50)
        preparation = app.preparation()
        today = today_shown(app, preparation.today()) if preparation.setup else {"setup": None}
        return pages.page(
            request,
            "home.html",
            passed=sum(1 for path in app.library.drills if path in standings and standings[path].passed),
            recent=attempts[:RECENT],
            left_off=left_off(app.library, attempts, standings),
            suggestion=suggestion(app.library, standings),
            interrupted=app.interrupted,
            made_anew_from=app.made_anew_from,
            **today,
        )

    @router.get("/drills")
    def drills(request: Request, filters: Annotated[Filters, Depends()]) -> HTMLResponse:
        library, standings = app.library, app.standing()
        found = filters.choose(library.drills.values(), standings)
        groups = (by_ladder if filters.by == "ladder" else by_topic)(library, found, standings)
        return pages.page(
            request,
            "drills.html",
            filters=filters,
            drills=found,
            groups=groups,
            on_ladders=len({drill.path for group in groups for drill in group.drills}),
            groupings=GROUPINGS if library.ladders else {},
            standings=standings,
            topics=[topic for topic in app.library.topics.values() if _has_drills(app, topic.id)],
            kinds=[kind for kind in Kind if any(drill.kind is kind for drill in app.library.drills.values())],
            levels=list(Level),
            states=STATES,
            minutes=MINUTES,
            frequencies=FREQUENCIES,
        )

    @router.get("/topics/{topic}")
    def topic_page(request: Request, topic: str) -> HTMLResponse:
        if topic not in app.library.topics:
            raise HTTPException(404, f'There is no topic "{topic}".')
        return pages.page(
            request,
            "topic.html",
            topic=app.library.topics[topic],
            drills=[drill for drill in app.library.drills.values() if drill.topic == topic],
            standings=app.standing(),
        )

    return router


def _has_drills(app: App, topic: str) -> bool:
    return any(drill.topic == topic for drill in app.library.drills.values())
