"""Near misses: what somebody probably meant to type."""

from collections.abc import Iterable
from difflib import get_close_matches

__all__ = ["did_you_mean", "near"]

_LIKENESS = 0.6
"""difflib's own default: lets through swapped, missing and doubled letters, and little else."""


def near(word: str, known: Iterable[str], *, most: int = 3) -> tuple[str, ...]:
    """List the known words that look like this one, best first."""
    return tuple(get_close_matches(word, list(known), n=most, cutoff=_LIKENESS))


def did_you_mean(word: str, known: Iterable[str], otherwise: str) -> str:
    """Suggest the nearest known word, or say `otherwise` when none is near."""
    matches = near(word, known, most=1)
    return f'did you mean "{matches[0]}"?' if matches else otherwise
