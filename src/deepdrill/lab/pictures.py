"""What an author writes a topic's `pictures.py` against: plots of numbers that are really computed, without torch.

    @picture
    def warm_up_and_decay(sketch: Sketch) -> None:
        \"\"\"The rate climbs for 200 steps and follows half a cosine down to a tenth of its peak.\"\"\"
        rates = [rate(step) for step in range(2001)]
        sketch.require(max(rates) == rates[200], "The peak is not at step 200.")
        sketch.plot(x="step", y="learning rate")
        sketch.curve("cosine", range(2001), rates)

The docstring stands below the picture, and `require` holds it to what was computed. `make pictures` runs this module:
it draws each topic's pictures and writes them to `pictures.json`, which the pages and the shell show.
"""

import math
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from deepdrill.content.plots import Curve, Picture, Pictures, Plot
from deepdrill.lab.sketch import Sketch

__all__ = ["Sketch", "draw", "main", "picture"]

DIGITS = 5
"""Significant ones that are kept: more than a screen shows, fewer than machines differ in."""


def picture(function: Callable[[Sketch], None]) -> Callable[[Sketch], None]:
    """Mark a function as one picture: its docstring is the sentence below it."""
    if not (function.__doc__ or "").strip():
        raise ValueError(f"the picture {function.__name__} has no docstring: write the sentence that stands below it")
    function.is_picture = True  # type: ignore[attr-defined]
    return function


def draw(path: Path) -> Pictures:
    """Run a `pictures.py` and give its pictures, in their order."""
    names: dict[str, Any] = {"__name__": "pictures_of_a_topic", "__file__": str(path)}
    exec(compile(path.read_text(encoding="utf-8"), str(path), "exec", dont_inherit=True), names)  # noqa: S102  our own file
    marked = [value for value in names.values() if getattr(value, "is_picture", False)]
    return Pictures(pictures=tuple(map(_drawn, marked)))


def main(root: Path) -> int:
    """Draw the pictures of every topic in a content folder."""
    for path in sorted(root.glob("*/pictures.py")):
        found = draw(path)
        path.with_suffix(".json").write_bytes(msgspec.json.encode(found) + b"\n")
        sys.stdout.write(f"{path.parent.name}: {', '.join(picture.name for picture in found.pictures)}\n")
    return 0


def _drawn(function: Callable[[Sketch], None]) -> Picture:
    sketch = Sketch()
    function(sketch)
    if sketch.drawn is None:
        raise ValueError(f"the picture {function.__name__} has no curve")
    says = " ".join((function.__doc__ or "").split())
    return Picture(name=function.__name__.replace("_", "-"), says=says, plot=_rounded(sketch.drawn))


def _rounded(plot: Plot) -> Plot:
    curves = (
        Curve(name=one.name, xs=tuple(map(_short, one.xs)), ys=tuple(None if y is None else _short(y) for y in one.ys))
        for one in plot.curves
    )
    return msgspec.structs.replace(plot, curves=tuple(curves))


def _short(value: float) -> float:
    return float(f"{value:.{DIGITS}g}") if math.isfinite(value) else value


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
