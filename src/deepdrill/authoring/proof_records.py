"""What a proof says, line by line."""

from collections.abc import Callable
from dataclasses import dataclass

__all__ = ["Proof", "ProofLine"]


@dataclass(frozen=True, kw_only=True)
class ProofLine:
    """One claim about a drill, put to the test."""

    drill: str
    what: str
    """Such as "solution" or "mistake unscaled"."""
    ok: bool
    detail: str
    """What was seen instead and what to do; empty where all is well."""
    soft: tuple[str, ...] = ()
    """Where the grader of words and an answer's declaration differ; it is statistical, so some is allowed."""


Proof = Callable[[], list[ProofLine]]
"""Puts some claims of one drill to the test."""
