"""What the layers of isolation are worth: the level they add up to, and which promises hold.

`jail` builds the layers and reports those that hold; nothing here looks at the machine. Imports no torch.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from deepdrill.errors import OperationError

__all__ = ["LAYERS", "Assurance", "IsolationLevel", "Promise", "assurance", "full_isolation_required"]

LAYERS = (
    "read-only files",
    "unprivileged user",
    "namespaces",
    "scratch",
    "limits",
    "landlock",
    "system-call filter",
)
"""Every layer, in the order in which a learner process enters them."""


class IsolationLevel(StrEnum):
    """What the layers add up to."""

    FULL = "full"
    """Every layer: two walls, where one would do."""
    REDUCED = "reduced"
    """Every promise of safety holds, but behind one wall."""
    PROCESS = "separate process only"
    """Some promise of safety does not hold: for one's own code."""


@dataclass(frozen=True, kw_only=True)
class Promise:
    """One thing that a person would ask about a stranger's code."""

    about: str
    holds: bool
    says: str


@dataclass(frozen=True, kw_only=True)
class Assurance:
    """The level and its promises."""

    level: IsolationLevel
    promises: tuple[Promise, ...]


@dataclass(frozen=True, kw_only=True)
class _Rule:
    about: str
    says: str
    instead: str
    """What is true where it does not hold."""
    ways: tuple[frozenset[str], ...]
    """Sets of layers, each enough."""
    safety: bool = True
    """Strangers' code may not run without it, at any level but the lowest."""


_FILTER = frozenset({"system-call filter"})
_NAMESPACES = frozenset({"namespaces"})
_RULES = (
    _Rule(about="time", says="It ends at its time limit.", instead="", ways=(frozenset(),)),
    _Rule(
        about="inheritance",
        says="It inherits no variable of your environment beyond such as PATH and HOME, and no open file.",
        instead="",
        ways=(frozenset(),),
    ),
    _Rule(
        about="network",
        says="It reaches no network, this machine's own services included.",
        instead="It can use the network as you can.",
        ways=(_NAMESPACES, _FILTER),
    ),
    _Rule(
        about="reading files",
        says="It reads no file but Python's own and the system's libraries.",
        instead="It can read the files that you can.",
        ways=(frozenset({"read-only files"}), frozenset({"landlock"})),
    ),
    _Rule(
        about="writing files",
        says="It changes no file of this machine.",
        instead="It can change the files that you can.",
        ways=(frozenset({"read-only files"}), frozenset({"landlock"})),
    ),
    _Rule(
        about="processes",
        says="It sees and signals no other process, and starts none that outlives it.",
        instead="It can signal your processes, and start some that outlive it.",
        ways=(_NAMESPACES, _FILTER),
    ),
    _Rule(
        about="privileges",
        says="It runs as an ordinary user without privileges, and can gain none.",
        instead="It runs with your privileges.",
        ways=(frozenset({"unprivileged user"}),),
    ),
    _Rule(
        about="kernel",
        says="It can ask the kernel only for what a computation needs.",
        instead="It can ask the kernel for whatever a program can.",
        ways=(_FILTER,),
    ),
    _Rule(
        about="memory",
        says="Its memory and its threads are bounded.",
        instead="It may take more memory than the drill allows.",
        ways=(frozenset({"limits", "system-call filter"}),),
    ),
    _Rule(
        about="disk",
        says="What it writes is bounded and gone when it ends.",
        instead="What it writes stays, up to 64 MB a file.",
        ways=(frozenset({"scratch", "read-only files"}), frozenset({"landlock"})),
    ),
    _Rule(
        about="scratch",
        says="It has a folder of its own to write to.",
        instead="It has no folder of its own: code that needs temporary files may fail.",
        ways=(frozenset({"scratch"}),),
        safety=False,
    ),
)


def assurance(layers: Sequence[str]) -> Assurance:
    """Say what the layers that hold are worth."""
    held = frozenset(layers)
    promises = tuple(_promise(rule, held) for rule in _RULES)
    if held.issuperset(LAYERS):
        level = IsolationLevel.FULL
    elif all(promise.holds for rule, promise in zip(_RULES, promises, strict=True) if rule.safety):
        level = IsolationLevel.REDUCED
    else:
        level = IsolationLevel.PROCESS
    return Assurance(level=level, promises=promises)


def full_isolation_required(layers: Sequence[str]) -> None:
    """Refuse to serve several people below the full level: raises `OperationError` with what is missing."""
    found = assurance(layers)
    if found.level is IsolationLevel.FULL:
        return
    missing = ", ".join(layer for layer in LAYERS if layer not in layers)
    raise OperationError(
        f"Strangers' code needs full isolation, and the level of this machine is: {found.level} (missing: {missing}). "
        "Allow user namespaces and use a kernel with Landlock (5.13 or newer); see what holds with:  deepdrill doctor"
    )


def _promise(rule: _Rule, held: frozenset[str]) -> Promise:
    holds = any(held >= way for way in rule.ways)
    return Promise(about=rule.about, holds=holds, says=rule.says if holds else rule.instead)
