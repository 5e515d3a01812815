"""Plots as numbers: what evidence shows, and the pictures of a topic's page. How one looks is decided by the faces."""

from typing import Literal

import msgspec

__all__ = ["Curve", "Picture", "Pictures", "Plot"]


class Curve(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a plot."""

    name: str
    xs: tuple[float, ...]
    ys: tuple[float | None, ...]
    """None where a value was not finite: JSON has no such number."""


class Plot(msgspec.Struct, frozen=True, kw_only=True):
    """What a claim, a picture or a run looks like."""

    x: str
    y: str
    log_x: bool = False
    log_y: bool = False
    dots: bool = False
    """Whether the points are not joined."""
    curves: tuple[Curve, ...]


class Picture(msgspec.Struct, frozen=True, kw_only=True):
    """A plot of a topic's page, with the sentence that stands below it."""

    name: str
    says: str
    plot: Plot


class Pictures(msgspec.Struct, frozen=True, kw_only=True):
    """What `pictures.json` holds: what the topic's `pictures.py` has drawn."""

    schema: Literal[1] = 1
    pictures: tuple[Picture, ...]
