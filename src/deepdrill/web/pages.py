"""Templates to HTML: the one environment in which every page and fragment is rendered."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from fastapi import Request
from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.responses import HTMLResponse

from deepdrill.content.records import Library
from deepdrill.web import prose, wording
from deepdrill.web.assets import Assets
from deepdrill.web.typesetting import typesetter

__all__ = ["Pages", "is_fragment"]


@dataclass(frozen=True, kw_only=True)
class Pages:
    """All templates, ready to be rendered."""

    environment: Environment

    @classmethod
    def over(cls, assets: Assets, library: Callable[[], Library]) -> "Pages":
        """Prepare the templates with what all of them need."""
        environment = Environment(
            loader=PackageLoader("deepdrill.web"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        environment.globals |= {"asset": assets.url, "library": library}
        environment.globals |= {name: getattr(wording, name) for name in wording.__all__ if name.islower()}
        environment.filters |= {
            "prose": prose.prose_with(typesetter(assets.typeset)),
            "python": prose.python,
            "code_lines": prose.code_lines,
            "when": wording.when,
            "seconds": wording.seconds,
            "kind_says": wording.kind_says,
            "level_says": wording.level_says,
            "zip": zip,
        }
        return cls(environment=environment)

    def page(self, request: Request, template: str, *, status: int = 200, **given: Any) -> HTMLResponse:
        """Answer with a whole page."""
        html = self.environment.get_template(template).render(
            path=request.url.path, nonce=getattr(request.state, "nonce", ""), **given
        )
        return HTMLResponse(html, status_code=status)

    def fragment(self, template: str, **given: Any) -> str:
        """Give a piece of a page."""
        return self.environment.get_template(template).render(**given)


def is_fragment(request: Request) -> bool:
    """Tell whether a script of ours asks for a piece, rather than the browser for a page."""
    return request.headers.get("HX-Request") == "true"
