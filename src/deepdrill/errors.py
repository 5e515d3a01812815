"""Every error that deepdrill raises on purpose, by audience.

    DeepdrillError
    ├── UsageError          the person at the keyboard asked for something that is not there (exit 2)
    │   ├── UnknownDrill        no drill has that path
    │   ├── FaultyDrill         the drill's own files have faults, so it is left out
    │   └── UnreadableAnswer    a number or unit could not be read
    ├── LibraryBroken       content files have faults (exit 2)
    └── OperationError      the machine is not in a state to serve (exit 3)
        ├── JudgeUnavailable    no learner process could be started
        └── StoreUnavailable    the database cannot be used

A learner's own mistake is never an exception: it is a verdict. A fault in a content file is a value
(`content.Fault`), collected with all the others. Each message ends with what to do next.
"""

__all__ = [
    "DeepdrillError",
    "FaultyDrill",
    "JudgeUnavailable",
    "LibraryBroken",
    "OperationError",
    "StoreUnavailable",
    "UnknownDrill",
    "UnreadableAnswer",
    "UsageError",
]


class DeepdrillError(Exception):
    """Something deepdrill foresaw; its message ends with what to do next."""

    exit_code = 3


class UsageError(DeepdrillError):
    """The request cannot be met as it was put."""

    exit_code = 2


class UnknownDrill(UsageError):  # noqa: N818  reads as the sentence it is
    """No drill has that path."""

    def __init__(self, path: str, near: tuple[str, ...] = ()) -> None:
        hint = f"Did you mean {' or '.join(near)}? " if near else ""
        super().__init__(f'There is no drill "{path}". {hint}See them all with:  deepdrill list')
        self.path = path
        self.near = near


class FaultyDrill(UsageError):  # noqa: N818
    """The drill is there, but its files have faults."""

    def __init__(self, path: str, faults: int) -> None:
        count = "a fault" if faults == 1 else f"{faults} faults"
        super().__init__(f"The files of {path} have {count}, so it is left out. See:  deepdrill proof {path}")
        self.path = path


class UnreadableAnswer(UsageError):  # noqa: N818
    """An answer to a calculate drill is not a number with a unit that fits."""


class LibraryBroken(DeepdrillError):  # noqa: N818
    """The content has faults; the message lists every one of them."""

    exit_code = 2


class OperationError(DeepdrillError):
    """The machine cannot serve right now."""


class JudgeUnavailable(OperationError):  # noqa: N818
    """No learner process could be started, or the judge stopped answering."""


class StoreUnavailable(OperationError):  # noqa: N818
    """The database cannot be opened, read or written."""
