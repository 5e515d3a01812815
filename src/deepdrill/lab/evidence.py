"""What an author writes `evidence.py` against: claims that a computer settles, with a table and a plot to look at.

    from deepdrill.lab.evidence import Evidence, claim

    @claim
    def variance_is_the_width(evidence: Evidence) -> None:
        \"\"\"The dot product of two vectors of d independent unit-variance entries has variance d.\"\"\"
        widths = (16, 64, 256)
        seen = []
        for d in widths:
            q, k = evidence.normal(20_000, d), evidence.normal(20_000, d)
            seen.append(float((q * k).sum(-1).var()))
            evidence.row(width=d, variance=seen[-1])
            evidence.require(abs(seen[-1] / d - 1) < 0.1, f"At width {d} the variance is {seen[-1]:.1f}.")
        evidence.plot(x="width d", y="variance of q·k")
        evidence.curve("measured", widths, seen)

It runs in a process of our own (`working`): it is not jailed like a submission, and no learner's text reaches it.
"""

import linecache
import time
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch

from deepdrill.lab.records import Cell, ClaimSettled
from deepdrill.lab.sketch import NotSo, Sketch

__all__ = ["Evidence", "NotSo", "claim", "settle"]


@dataclass(kw_only=True)
class Evidence(Sketch):
    """One claim at work: draws numbers, keeps what is to be shown, and refuses what does not hold."""

    rng: torch.Generator
    rows: list[dict[str, Cell]] = field(default_factory=list)

    def normal(self, *shape: int, scale: float = 1.0, dtype: torch.dtype = torch.float64) -> torch.Tensor:
        """Draw independent normal entries."""
        return torch.randn(*shape, generator=self.rng, dtype=dtype) * scale

    def uniform(self, *shape: int, dtype: torch.dtype = torch.float64) -> torch.Tensor:
        """Draw independent entries between 0 and 1."""
        return torch.rand(*shape, generator=self.rng, dtype=dtype)

    def integers(self, *shape: int, low: int, high: int) -> torch.Tensor:
        """Draw whole numbers from low to high, high not included."""
        return torch.randint(low, high, shape, generator=self.rng)

    def row(self, **cells: Cell) -> None:
        """Add a row to the table that the learner sees; the names of the cells are the headings."""
        self.rows.append(cells)


def claim(function: Callable[[Evidence], None]) -> Callable[[Evidence], None]:
    """Mark a function as one claim: the first line of its docstring is what it settles."""
    if not (function.__doc__ or "").strip():
        raise ValueError(f"the claim {function.__name__} has no docstring: write the statement that it settles")
    function.settles = True  # type: ignore[attr-defined]
    return function


def settle(path: Path, seed: int) -> Iterator[ClaimSettled]:
    """Run every claim of an `evidence.py`, in its order."""
    source = path.read_text(encoding="utf-8")
    linecache.cache[str(path)] = (len(source), None, source.splitlines(keepends=True), str(path))
    names: dict[str, Any] = {"__name__": "evidence_of_a_drill", "__file__": str(path)}
    exec(compile(source, str(path), "exec", dont_inherit=True), names)  # noqa: S102  a drill's own file, ours
    for value in list(names.values()):
        if getattr(value, "settles", False):
            yield _settle_one(value, seed)


def _settle_one(function: Callable[[Evidence], None], seed: int) -> ClaimSettled:
    torch.manual_seed(seed)  # layers that a claim makes start from the global generator
    evidence = Evidence(rng=torch.Generator().manual_seed(seed))
    begun = time.monotonic()
    why = ""
    try:
        function(evidence)
    except NotSo as found:
        why = str(found) or "It does not hold."
    except Exception as error:  # noqa: BLE001  an author's code may raise anything; the report says it
        frame = traceback.extract_tb(error.__traceback__)[-1]
        why = f"It could not be settled: {type(error).__name__} at line {frame.lineno}: {error}"
    return ClaimSettled(
        name=function.__name__,
        says=(function.__doc__ or "").strip().partition("\n")[0],
        holds=not why,
        why=why,
        rows=tuple(evidence.rows),
        plot=evidence.drawn,
        wall_s=time.monotonic() - begun,
    )
