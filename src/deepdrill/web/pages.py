"""Templates to HTML: the one environment in which every page and fragment is rendered."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from fastapi import Request
from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.responses import HTMLResponse

from deepdrill.content.canvas import fields_of
from deepdrill.content.pages import parts
from deepdrill.content.records import Library
from deepdrill.lab import plot_on, written
from deepdrill.lab.records import shown_cell
from deepdrill.web import curves, debriefing, intervals, prose, wording, words
from deepdrill.web.assets import Assets
from deepdrill.web.guide import ABOUT, item_href
from deepdrill.web.plotting import data_url, plot_svg, points_on
from deepdrill.web.timeline import timeline_svg
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
        environment.globals |= {"asset": assets.url, "library": library, "fields_of": fields_of}
        environment.globals |= {name: getattr(wording, name) for name in wording.__all__ if name.islower()}
        environment.globals |= {name: getattr(curves, name) for name in curves.__all__}
        environment.globals |= {"item_href": item_href, "placement_about": ABOUT}
        environment.globals |= {"interval_svg": intervals.interval_svg, "days_svg": intervals.days_svg}
        environment.globals |= {name: getattr(words, name) for name in words.__all__}
        environment.globals |= {name: getattr(debriefing, name) for name in debriefing.__all__}
        environment.globals |= {"timeline_svg": timeline_svg}
        environment.globals |= {"data_url": data_url, "plot_on": plot_on, "points_on": points_on, "written": written}
        environment.filters |= {
            "plot": plot_svg,
            "parts": parts,
            "headings": words.headings,
            "cell": shown_cell,
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
