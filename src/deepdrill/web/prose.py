"""Markdown of content files to HTML, with maths typeset and code highlighted.

Content is ours and reviewed; raw HTML in it is still shown as text, so that a file cannot bring a script.
What a learner wrote never comes here: it is escaped by the templates.
"""

from collections.abc import Callable
from functools import lru_cache
from html import escape
from typing import Any

from markdown_it import MarkdownIt
from markupsafe import Markup
from mdit_py_plugins.dollarmath import dollarmath_plugin
from pygments import formatters, highlight, lexers, util  # type: ignore[import-untyped]

from deepdrill.web.typesetting import Typeset

__all__ = ["Prose", "code_lines", "prose_with", "python"]

Prose = Callable[[str], Markup]
"""Give HTML for a Markdown text."""

KEPT = 2048

_BARE = formatters.HtmlFormatter(nowrap=True)


def prose_with(typeset: Typeset) -> Prose:
    """Make a renderer that typesets maths with this function."""

    def maths(text: str, options: dict[str, Any]) -> str:
        return typeset(text, bool(options.get("display_mode")))

    markdown = MarkdownIt("commonmark", {"html": False, "highlight": _highlight}).enable("table")
    # A dollar before a digit or beside a space is money, not maths.
    markdown.use(dollarmath_plugin, allow_space=False, allow_digits=False, renderer=maths)

    @lru_cache(maxsize=KEPT)
    def prose(text: str) -> Markup:
        return Markup(markdown.render(text))  # noqa: S704  raw HTML is off; see the module's docstring

    return prose


def python(code: str) -> Markup:
    """Give a highlighted block of Python."""
    return Markup('<pre class="hl" tabindex="0"><code>{}</code></pre>').format(
        Markup(_highlight(code, "python", ""))  # noqa: S704  the highlighter escapes what it is given
    )


def code_lines(code: str) -> list[Markup]:
    """Give a program's lines, each highlighted by itself so that one can be pointed at."""
    return [Markup(line) for line in _highlight(code.rstrip("\n"), "python", "").split("\n")]  # noqa: S704  escaped as above


def _highlight(code: str, language: str, _attributes: str) -> str:
    try:
        lexer = lexers.get_lexer_by_name(language or "text", stripnl=False, ensurenl=False)
    except util.ClassNotFound:
        return escape(code)
    return str(highlight(code, lexer, _BARE))
