"""The JSON interface beside the pages: begin a run, follow its events.

    POST /api/runs                {"drill": "topic/slug", "code": "…", "record": false}  →  201 {"id": "…"}
    GET  /api/runs/{id}/events    server-sent events: JSON objects with an "event" field, "ended" the last

A reader that comes again sends Last-Event-ID and gets what it missed; 204 says that nothing is left.
"""

from collections.abc import AsyncIterator

import msgspec
from fastapi import APIRouter, HTTPException, Request
from pydantic import BaseModel, ConfigDict, field_validator
from starlette.responses import Response

from deepdrill.app import App
from deepdrill.content.records import Debug, Implement
from deepdrill.judge import verdict as verdicts
from deepdrill.web.judging import begin
from deepdrill.web.runs import Ended, Happening, Purpose, Run, Runs
from deepdrill.web.sse import frame, last_seen, stream

__all__ = ["routes"]


class Asked(BaseModel):
    """A run that a client asks for."""

    model_config = ConfigDict(extra="forbid", strict=True)

    drill: str
    code: str
    record: bool = False

    @field_validator("code")
    @classmethod
    def is_text(cls, code: str) -> str:
        """Refuse half a character (a lone surrogate), which JSON can write and no file can hold."""
        try:
            code.encode()
        except UnicodeEncodeError as broken:
            raise ValueError(f"character {broken.start} is half of a pair") from broken
        return code


class Begun(BaseModel):
    """A run that has begun."""

    id: str


def routes(app: App, runs: Runs) -> APIRouter:
    """Serve the JSON interface."""
    router = APIRouter(prefix="/api")

    @router.post("/runs", status_code=201)
    def begin_run(asked: Asked) -> Begun:
        drill = app.drill(asked.drill)
        if not isinstance(drill.body, Implement | Debug):
            raise HTTPException(422, f"{drill.path} is a drill to {drill.kind.value}; it takes no code.")
        purpose = Purpose.SUBMIT if asked.record else Purpose.TRY
        return Begun(id=begin(app, runs, drill=drill.path, code=asked.code, purpose=purpose).id)

    @router.get("/runs/{run_id}/events")
    async def events(request: Request, run_id: str) -> Response:
        run = runs.get(run_id)
        if run is None:
            raise HTTPException(404, f'There is no run "{run_id}" here, or it is long over.')
        after = last_seen(request)
        if run.end and not run.since(after):
            return Response(status_code=204)
        return stream(_frames(run, after))

    return router


async def _frames(run: Run, after: int) -> AsyncIterator[str]:
    async for entry in run.follow(after):
        yield frame(_json(entry.what), number=entry.number)


def _json(what: Happening) -> str:
    if not isinstance(what, Ended):
        return verdicts.to_json(what)
    end: dict[str, object] = {
        "event": "ended",
        "attempt": what.attempt,
        "trouble": what.trouble,
        "verdict": what.verdict,
    }
    if what.repair:
        end |= {"causes": what.repair.causes, "test": what.repair.test}
    if what.report:
        end |= {"run": what.report}
    return msgspec.json.encode(end).decode()
