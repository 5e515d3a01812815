"""Take everything with you: downloads of one's own data and of the drills."""

import msgspec
from fastapi import APIRouter
from starlette.responses import Response

from deepdrill.app import App

__all__ = ["routes"]


def routes(app: App) -> APIRouter:
    """Serve the downloads."""
    router = APIRouter(prefix="/export")

    @router.get("/deepdrill.json")
    def everything() -> Response:
        return _file(msgspec.json.encode(app.take_out()), "application/json", "deepdrill.json")

    @router.get("/attempts.csv")
    def attempts() -> Response:
        return _file(app.attempts_csv().encode(), "text/csv; charset=utf-8", "deepdrill-attempts.csv")

    @router.get("/deepdrill.apkg")
    def anki() -> Response:
        return _file(app.anki_package(), "application/octet-stream", "deepdrill.apkg")

    return router


def _file(body: bytes, media_type: str, name: str) -> Response:
    return Response(body, media_type=media_type, headers={"Content-Disposition": f'attachment; filename="{name}"'})
