"""The order that needs impose: what comes before what, and where they run in a circle."""

from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

__all__ = ["cycles", "in_order"]

T = TypeVar("T")


def cycles(needs: Mapping[str, Iterable[str]]) -> list[tuple[str, ...]]:
    """List the circles among the needs, each once, beginning with its first name in the mapping's order.

    Every circle is broken where it is found, so several that share a node may be listed as one.
    """
    done: set[str] = set()
    found: list[tuple[str, ...]] = []
    for start in needs:
        _walk(start, needs, done, found)
    return found


def _walk(start: str, needs: Mapping[str, Iterable[str]], done: set[str], found: list[tuple[str, ...]]) -> None:
    """Go down depth first, without recursion: a ladder of drills may be longer than Python's stack."""
    if start in done:
        return
    way = {start: iter(needs.get(start, ()))}
    while way:
        at = next(reversed(way))
        following = next(way[at], None)
        if following is None:
            way.popitem()
            done.add(at)
        elif following in way:
            names = list(way)
            found.append(tuple(names[names.index(following) :]))
        elif following not in done and following in needs:
            way[following] = iter(needs.get(following, ()))


def in_order(items: Mapping[str, T], needs: Callable[[T], Iterable[str]]) -> dict[str, T]:
    """Put every item behind those that it needs; else keep the given order."""
    placed: dict[str, T] = {}
    for start in items:
        way = [start]
        opened: set[str] = set()
        while way:
            at = way[-1]
            waiting = (
                [] if at in opened else [need for need in needs(items[at]) if need in items and need not in placed]
            )
            opened.add(at)
            if waiting:
                way.extend(need for need in reversed(waiting) if need not in opened)
            else:
                placed.setdefault(way.pop(), items[at])
    return placed
