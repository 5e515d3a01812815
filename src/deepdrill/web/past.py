"""The pages of what was done: all attempts, and each by itself."""

from typing import Annotated

from fastapi import APIRouter, HTTPException, Query, Request
from starlette.responses import HTMLResponse

from deepdrill.app import App
from deepdrill.practice import work_of
from deepdrill.web.pages import Pages

__all__ = ["routes"]

A_PAGE = 50


def routes(app: App, pages: Pages) -> APIRouter:
    """Serve the history."""
    router = APIRouter(default_response_class=HTMLResponse)

    @router.get("/history")
    def history(request: Request, before: Annotated[str | None, Query()] = None) -> HTMLResponse:
        if before is not None and app.attempt(before) is None:
            raise HTTPException(404, f'There is no attempt "{before}".')
        found = app.attempts(limit=A_PAGE + 1, before=before)
        return pages.page(request, "history.html", attempts=found[:A_PAGE], older=len(found) > A_PAGE, before=before)

    @router.get("/attempts/{attempt_id}")
    def attempt_page(request: Request, attempt_id: str) -> HTMLResponse:
        attempt = app.attempt(attempt_id)
        if attempt is None:
            raise HTTPException(404, f'There is no attempt "{attempt_id}".')
        return pages.page(
            request,
            "attempt.html",
            attempt=attempt,
            drill=app.library.drills.get(attempt.drill),
            correction=app.correction(attempt_id),
            work=work_of(attempt),
        )

    return router
