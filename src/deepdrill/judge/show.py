"""Writes values for people: short, exact enough, and bounded whatever the submission returned."""

from typing import Any

import numpy as np
import torch

from deepdrill.judge.compare import describe_kind
from deepdrill.judge.verdict import Shown

__all__ = ["show"]

MAX_TEXT = 1200  # characters; about a dozen short lines
MAX_ENTRIES = 48  # entries of a tensor before its middle is left out


def show(name: str, value: Any) -> Shown:
    """Show one value under a name."""
    return Shown(name=name, kind=_kind(value), text=_cut(_text(value)))


def _kind(value: Any) -> str:
    kind = getattr(value, "kind", None)
    return str(kind) if isinstance(kind, str) else describe_kind(value)


def _text(value: Any) -> str:
    if isinstance(value, torch.Tensor):
        return _array(value.detach().to(torch.float64 if value.dtype.is_floating_point else value.dtype).numpy())
    if isinstance(value, np.ndarray):
        return _array(value)
    if isinstance(value, list | tuple):
        inner = ", ".join(_text(item) for item in value[:8]) + (", …" if len(value) > 8 else "")  # noqa: PLR2004
        return f"({inner})" if isinstance(value, tuple) else f"[{inner}]"
    if isinstance(value, dict):
        pairs = [f"{key}: {_text(item)}" for key, item in list(value.items())[:8]]
        return "{" + ", ".join(pairs) + (", …" if len(value) > 8 else "") + "}"  # noqa: PLR2004
    if isinstance(value, float):
        return f"{value:.6g}"
    return repr(value)[:MAX_TEXT]


def _array(value: Any) -> str:
    return str(
        np.array2string(value, precision=4, suppress_small=False, threshold=MAX_ENTRIES, edgeitems=2, max_line_width=88)
    )


def _cut(text: str) -> str:
    return text if len(text) <= MAX_TEXT else text[: MAX_TEXT - 2] + " …"
