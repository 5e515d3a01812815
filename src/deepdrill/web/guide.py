"""What leads a learner on from a drill's page: the placement, or today's sitting."""

from dataclasses import dataclass

from deepdrill.app import App
from deepdrill.curriculum import Item
from deepdrill.practice import Place, Placing, Today
from deepdrill.recall import Variant

__all__ = ["ABOUT", "Guide", "guide_of", "item_href"]

ABOUT = 10
"""Questions of a placement, roughly."""


@dataclass(frozen=True, kw_only=True)
class Guide:
    """Where this drill stands in what the learner is doing."""

    placing: Place | None
    """The placement, while it is open and its drills are what is on the page."""
    today: Today | None
    """Today's sitting, where this drill is part of it."""


def guide_of(app: App, drill: str, variant: Variant = Variant.WHOLE) -> Guide:
    """Say what leads on from here; without a set-up or a sitting, nothing does."""
    preparation = app.preparation()
    setup = preparation.setup
    if setup and setup.placement is Placing.OPEN:
        place = preparation.place()
        return Guide(placing=place if place.holds(drill) else None, today=None)
    today = preparation.planned()
    return Guide(placing=None, today=today if today and today.holds(drill, variant) else None)


def item_href(item: Item, seed: int) -> str:
    """Give the address of an item: the drill's page, or that of its shorter variant."""
    match item.variant:
        case Variant.WHOLE:
            return f"/drills/{item.drill}"
        case Variant.TRAP | Variant.LINE:
            return f"/drills/{item.drill}/{item.variant.value}?seed={seed}"
