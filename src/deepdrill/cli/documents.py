"""The JSON that commands write: one versioned document, or one per line for events.

Tools read these names; changing one raises the schema.
"""

import sys
from pathlib import Path
from typing import Any

import msgspec

__all__ = ["SCHEMA", "emit"]

SCHEMA = 1


def emit(what: str, /, **fields: Any) -> None:
    """Write a document to standard output, on one line and at once; `what` names its kind."""
    encoded = msgspec.json.encode({"schema": SCHEMA, "what": what, **fields}, enc_hook=_plain)
    sys.stdout.write(encoded.decode() + "\n")
    sys.stdout.flush()


def _plain(value: Any) -> str:
    if isinstance(value, Path):
        return str(value)
    raise NotImplementedError(f"no JSON for {type(value).__name__}")
