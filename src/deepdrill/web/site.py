"""All routes put together, with the pages for what goes wrong."""

import re
from collections.abc import Callable, Mapping

from fastapi import Depends, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from deepdrill.app import App
from deepdrill.errors import DeepdrillError, FaultyDrill, UnknownDrill, UsageError
from deepdrill.web import api, bench, casework, catalogue, interviewing, labs, leaving, past, preparing, shorter
from deepdrill.web.assets import STATIC, Assets
from deepdrill.web.experiments import Experiments
from deepdrill.web.freshness import LOOK_EVERY_S, Freshness
from deepdrill.web.guard import Guard, policy
from deepdrill.web.pages import Pages, is_fragment
from deepdrill.web.repairing import Repairing
from deepdrill.web.runs import Runs

__all__ = ["create_web"]

OUR_FAULT = "Something in deepdrill failed. What you typed is still in this browser."

FOR_THE_SHELL = re.compile(
    r"[^.?!\n]*:  deepdrill (?:list|show|try|judge|answer|hint|solution|case|setup|today|progress|interview)\b.*$"
)
"""Advice to type a command for which there is a page."""

TITLES: Mapping[int, str] = {
    400: "This address does not work here",
    403: "Not done",
    404: "Not found",
    405: "Not possible here",
    413: "Too large",
    422: "Not understood",
    500: "Our fault",
    503: "Not possible right now",
}


class Kept(StaticFiles):
    """Static files; a name of the bundle changes with its content, so a browser may keep it for good."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Answer with a file."""
        response = await super().get_response(path, scope)
        lasting = path.startswith("dist/")
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if lasting else "no-cache"
        return response


def create_web(
    app: App, *, draw_seed: Callable[[], int] = bench.fresh_seed, look_every_s: float = LOOK_EVERY_S
) -> FastAPI:
    """Make the web application over an open app, which looks for changed content at most so often.

    Raises:
        FrontEndMissing: The bundle of scripts and styles has not been built.
    """
    pages = Pages.over(Assets.load(), lambda: app.library)
    runs = Runs()
    # No generated documentation pages: they would load scripts from another host.
    web = FastAPI(title="deepdrill", openapi_url=None, docs_url=None, redoc_url=None)
    fresh = [Depends(Freshness(app.reload, look_every_s))]
    web.include_router(catalogue.routes(app, pages), dependencies=fresh)
    desk = bench.Bench(app, pages, Repairing(app, pages, runs))
    web.include_router(casework.routes(app, pages, runs), dependencies=fresh)
    web.include_router(bench.routes(app, desk, runs, draw_seed), dependencies=fresh)
    web.include_router(shorter.routes(app, pages, runs), dependencies=fresh)
    web.include_router(labs.routes(app, desk, Experiments()), dependencies=fresh)
    web.include_router(past.routes(app, pages), dependencies=fresh)
    web.include_router(preparing.routes(app, pages), dependencies=fresh)
    web.include_router(leaving.routes(app), dependencies=fresh)
    web.include_router(interviewing.routes(app, pages), dependencies=fresh)
    web.include_router(api.routes(app, runs), dependencies=fresh)
    web.mount("/static", Kept(directory=STATIC), name="static")
    trouble = Trouble(pages)
    web.add_middleware(Guard, refusal=trouble.refusal)
    trouble.handle(web)
    return web


class Trouble:
    """Answers for what goes wrong: what happened, and what to do next."""

    def __init__(self, pages: Pages) -> None:
        self._pages = pages

    def handle(self, web: FastAPI) -> None:
        """Take over from the framework's own answers."""

        @web.exception_handler(HTTPException)
        async def refused(request: Request, error: HTTPException) -> Response:
            return self.answer(request, error.status_code, str(error.detail))

        @web.exception_handler(RequestValidationError)
        async def invalid(request: Request, error: RequestValidationError) -> Response:
            return self.answer(request, 422, _what_is_wrong(error))

        @web.exception_handler(DeepdrillError)
        async def foreseen(request: Request, error: DeepdrillError) -> Response:
            near = error.near if isinstance(error, UnknownDrill) else ()
            return self.answer(request, _status(error), str(error), near=near)

        @web.exception_handler(Exception)
        async def bug(request: Request, _error: Exception) -> Response:
            # Made outside the guard, so it brings the policy itself; the traceback goes to the terminal.
            response = self.answer(request, 500, OUR_FAULT)
            response.headers["Content-Security-Policy"] = policy(getattr(request.state, "nonce", ""))
            return response

    def answer(self, request: Request, status: int, says: str, near: tuple[str, ...] = ()) -> Response:
        """Answer in the form that was asked for: JSON, a piece of a page, or a page with drills that look alike."""
        if request.url.path.startswith("/api/"):
            return JSONResponse({"error": says}, status_code=status)
        says = FOR_THE_SHELL.sub("", says).strip()
        title = TITLES.get(status, "Not possible")
        if is_fragment(request):
            return Response(
                self._pages.fragment("trouble_piece.html", title=title, says=says),
                status_code=status,
                media_type="text/html",
            )
        return self._pages.page(request, "trouble.html", status=status, title=title, says=says, code=status, near=near)

    def refusal(self, scope: Scope, status: int, says: str) -> Response:
        """Answer a request that the guard stopped."""
        return self.answer(Request(scope), status, says)


def _status(error: DeepdrillError) -> int:
    if isinstance(error, UnknownDrill):
        return 404
    if isinstance(error, FaultyDrill):
        return 503
    return 422 if isinstance(error, UsageError) else 503


def _what_is_wrong(error: RequestValidationError) -> str:
    """Say each thing that is wrong with what was sent, and where."""
    faults = [f"{'.'.join(str(part) for part in one['loc'][1:]) or 'body'}: {one['msg']}" for one in error.errors()]
    return f"What was sent could not be read. {'; '.join(faults)}"
