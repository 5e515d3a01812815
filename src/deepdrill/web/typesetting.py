"""TeX to HTML, by KaTeX in an embedded JavaScript engine, so that a formula needs no script in the page."""

from collections.abc import Callable
from functools import lru_cache
from html import escape

import quickjs

__all__ = ["Typeset", "typesetter"]

Typeset = Callable[[str, bool], str]
"""Give HTML for a formula; the flag says whether it stands on a line of its own."""

KEPT = 4096
"""Formulas kept; a drill has about ten, so this is the whole library several times over."""


@lru_cache(maxsize=1)
def typesetter(source: str) -> Typeset:
    """Start the engine with KaTeX in it, once per process; about 30 ms, then a few a formula.

    A formula that KaTeX refuses is shown as it was written: a wrong brace must not cost the learner the page.
    """
    # The engine must be called from one thread only, which `Function` sees to by having a thread of its own.
    function = quickjs.Function("typeset", source, own_executor=True)

    @lru_cache(maxsize=KEPT)
    def typeset(tex: str, display: bool) -> str:  # noqa: FBT001  the shape of `Typeset`
        try:
            return str(function(tex, display))
        except quickjs.JSException:
            tag = "div" if display else "span"
            return f'<{tag} class="untypeset"><code>{escape(tex)}</code></{tag}>'

    return typeset
