"""What an author writes to have a submission timed on a GPU, beside a built-in; see `gpu` for where it runs.

    @timed
    def a_large_softmax(watch: Stopwatch) -> None:
        \"\"\"4,096 rows of 4,096 float32 entries, beside torch.softmax.\"\"\"
        x = watch.normal(4096, 4096)
        watch.compare("softmax", x, reference=lambda x: torch.softmax(x, dim=-1), bytes_moved=2 * x.numel() * 4)

A verdict never rests on a clock: timings are shown beside it.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import torch

__all__ = ["Stopwatch", "Timed", "timed"]


@dataclass(frozen=True)
class Timed:
    """One comparison."""

    name: str
    says: str
    run: Callable[["Stopwatch"], None]


def timed(function: Callable[["Stopwatch"], None]) -> Timed:
    """Mark a function of `checks.py` as a comparison by the clock; the first line of its docstring says of what."""
    return Timed(function.__name__, (function.__doc__ or "").strip().partition("\n")[0], function)


@dataclass
class Stopwatch:
    """Draws inputs on the device and times both sides there."""

    module: dict[str, Any]
    """The submission's names."""
    device: str
    taken: list[tuple[float, float, int]] = field(default_factory=list)

    def normal(self, *shape: int, dtype: torch.dtype = torch.float32) -> torch.Tensor:
        """Draw from a normal distribution, on the device."""
        return torch.randn(*shape, device=self.device, dtype=dtype)

    def compare(self, name: str, *args: Any, reference: Callable[..., Any], bytes_moved: int = 0) -> None:
        """Time a function of the submission and a reference on the same arguments."""
        from triton.testing import do_bench  # noqa: PLC0415  only where there is a GPU

        ours, theirs = (
            float(do_bench(lambda call=call: call(*args), return_mode="median"))
            for call in (self.module[name], reference)
        )
        self.taken.append((ours, theirs, bytes_moved))
