"""What a request must meet before a page sees it, and what every answer carries.

The server listens on the loopback address only, so the danger is another site open in the same browser: it
may send requests here (hence Origin is checked), or make its own name point here (hence Host is).
"""

import secrets
from collections.abc import Callable
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["LARGEST", "Guard", "Refusal", "policy"]

LARGEST = 1_000_000
"""Bytes of a request's body."""

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})

READS = frozenset({"GET", "HEAD", "OPTIONS"})

WRONG_HOST = "deepdrill does not answer to this address. Open the one that it printed when it started."

WRONG_ORIGIN = "This came from another site, so nothing was done. Open deepdrill in its own tab and try again."

TOO_LARGE = (
    "What you sent is larger than 1 MB, so it was not judged. "
    "Your text is still in the editor: shorten it there and send it again."
)

Refusal = Callable[[Scope, int, str], ASGIApp]
"""Make the answer to a request that is refused: its scope, the status, one sentence."""


class Guard:
    """Refuse what does not come from our pages, bound what is sent, forbid the browser what no page needs."""

    def __init__(self, app: ASGIApp, refusal: Refusal, hosts: frozenset[str] = LOOPBACK) -> None:
        self._app = app
        self._refusal = refusal
        self._hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer it with a refusal."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        nonce = secrets.token_urlsafe(16)
        scope.setdefault("state", {})["nonce"] = nonce
        guarded = _with_headers(send, nonce)
        refused = self._refused(scope["method"], Headers(scope=scope))
        if refused:
            await self._refusal(scope, *refused)(scope, receive, guarded)
            return
        await self._app(scope, _bounded(receive), guarded)

    def _refused(self, method: str, headers: Headers) -> tuple[int, str] | None:
        host = headers.get("host", "")
        if _hostname(f"//{host}") not in self._hosts:
            return 400, WRONG_HOST
        if method not in READS and not _is_own_page(headers, host):
            return 403, WRONG_ORIGIN
        length = headers.get("content-length", "0")
        if not length.isdecimal() or int(length) > LARGEST:
            return 413, TOO_LARGE
        return None


def policy(nonce: str) -> str:
    """Give the content security policy: our own files only, no inline script.

    KaTeX places symbols by style attributes, and the editor adds its own style sheet, which carries the nonce.
    """
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            f"style-src 'self' 'nonce-{nonce}'",
            "style-src-attr 'unsafe-inline'",
            "img-src 'self' data:",
            "font-src 'self'",
            "connect-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        )
    )


def _hostname(url: str) -> str | None:
    try:
        return urlsplit(url).hostname
    except ValueError:
        return None


def _is_own_page(headers: Headers, host: str) -> bool:
    """Tell whether a write came from one of our pages, or from a program rather than a browser."""
    origin = headers.get("origin")
    if origin is not None and urlsplit(origin).netloc != host:
        return False
    return headers.get("sec-fetch-site", "same-origin") in {"same-origin", "none"}


def _with_headers(send: Send, nonce: str) -> Send:
    async def guarded(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers["Content-Security-Policy"] = policy(nonce)
            headers["X-Content-Type-Options"] = "nosniff"
            headers["Referrer-Policy"] = "same-origin"
            headers["Cross-Origin-Opener-Policy"] = "same-origin"
            headers["Cross-Origin-Resource-Policy"] = "same-origin"
            headers.setdefault("Cache-Control", "no-store")
        await send(message)

    return guarded


def _bounded(receive: Receive) -> Receive:
    """Count a body that did not declare its length; too much of it is answered as the pages answer any fault."""
    seen = 0

    async def bounded() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > LARGEST:
            raise HTTPException(413, TOO_LARGE)
        return message

    return bounded
