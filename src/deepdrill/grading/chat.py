"""Ask a language model over any endpoint that speaks OpenAI's chat protocol; what is asked is others' matter."""

import json
import urllib.error
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass
from http.client import HTTPException

__all__ = ["ChatFailed", "Endpoint", "Message", "chat"]

PATIENCE_S = 60.0
"""For one reply; a small model on a laptop takes its time."""

LONGEST_REPLY = 1_000_000
"""Bytes that are read of a reply; a real one has a few thousand."""

Message = dict[str, str]
"""Role and content."""


@dataclass(frozen=True, kw_only=True)
class Endpoint:
    """Where a model is asked."""

    url: str
    """Up to the version, such as "http://127.0.0.1:8000/v1"."""
    model: str
    key: str = ""
    patience_s: float = PATIENCE_S


class ChatFailed(Exception):  # noqa: N818  whoever asked goes on without
    """The model gave nothing to use; the message is a clause that follows "the language model"."""


def chat(endpoint: Endpoint, messages: Sequence[Message]) -> str:
    """Give the text of a model's reply, which was asked to be JSON.

    Raises:
        ChatFailed: It could not be reached, was late, refused, or gave something else.
    """
    body = {
        "model": endpoint.model,
        "messages": list(messages),
        "temperature": 0,
        "response_format": {"type": "json_object"},
    }
    headers = {"Content-Type": "application/json"}
    if endpoint.key:
        headers["Authorization"] = f"Bearer {endpoint.key}"
    request = urllib.request.Request(  # noqa: S310  the operator's own address; the scheme is checked in `app`
        f"{endpoint.url.rstrip('/')}/chat/completions", json.dumps(body).encode(), headers
    )
    try:
        with urllib.request.urlopen(request, timeout=endpoint.patience_s) as response:  # noqa: S310
            raw = response.read(LONGEST_REPLY + 1)
    except urllib.error.HTTPError as refused:
        raise ChatFailed(f"refused to answer (HTTP {refused.code})") from None
    except TimeoutError:
        raise ChatFailed(_late(endpoint)) from None
    except (OSError, HTTPException, ValueError) as unreachable:
        late = isinstance(getattr(unreachable, "reason", None), TimeoutError)
        raise ChatFailed(_late(endpoint) if late else "could not be reached") from None
    if len(raw) > LONGEST_REPLY:
        raise ChatFailed("gave an endless reply")
    return _content(raw)


def _late(endpoint: Endpoint) -> str:
    return f"did not answer within {endpoint.patience_s:g} s"


def _content(raw: bytes) -> str:
    """Give the text of the first choice."""
    try:
        content = json.loads(raw)["choices"][0]["message"]["content"]
    except (ValueError, LookupError, TypeError, RecursionError):
        raise ChatFailed("gave a reply that could not be read") from None
    if not isinstance(content, str):
        raise ChatFailed("gave a reply that could not be read")
    return content
