"""Every error that deepdrill raises on purpose, by audience.

    DeepdrillError
    ├── UsageError          the person at the keyboard asked for something that is not there (exit 2)
    │   ├── UnknownDrill        no drill has that path
    │   ├── FaultyDrill         the drill's own files have faults, so it is left out
    │   └── UnreadableAnswer    a number or unit could not be read, or there are no words
    ├── LibraryBroken       content files have faults (exit 2)
    └── OperationError      the machine is not in a state to serve (exit 3)
        ├── EncoderUnavailable  the sentence encoder of the offline grader cannot be loaded
        ├── EvidenceUnavailable the evidence of a drill could not be run
        ├── LabUnavailable      a lab could not be run
        ├── JudgeUnavailable    no learner process could be started
        ├── PackageMissing      a drill needs a package that is not installed
        ├── ProgramMissing      a lab needs a program that is not installed
        └── StoreUnavailable    the database cannot be used

A learner's own mistake is never an exception: it is a verdict. A fault in a content file is a value
(`content.Fault`), collected with all the others. Each message ends with what to do next.
"""

__all__ = [
    "DeepdrillError",
    "EncoderUnavailable",
    "EvidenceUnavailable",
    "FaultyDrill",
    "JudgeUnavailable",
    "LabUnavailable",
    "LibraryBroken",
    "OperationError",
    "PackageMissing",
    "ProgramMissing",
    "StoreUnavailable",
    "UnknownDrill",
    "UnreadableAnswer",
    "UsageError",
    "how_to_get",
]


OWN_EXTRAS = {
    "dvc": "tools",
    "keras": "tensorflow",
    "mlflow": "tools",
    "tensorflow": "tensorflow",
    "triton": "triton",
    "wandb": "tools",
}
"""Packages, by the name of their import, that are too large for the extra `labs`, and the extra of each."""


def how_to_get(package: str) -> str:
    """Give the command that installs a package that drills need, by the name of its import."""
    return f"pip install 'deepdrill[{OWN_EXTRAS.get(package, 'labs')}]'"


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
    """An answer cannot be graded: no number with a unit that fits, or no words at all."""


class LibraryBroken(DeepdrillError):  # noqa: N818
    """The content has faults; the message lists every one of them."""

    exit_code = 2


class OperationError(DeepdrillError):
    """The machine cannot serve right now."""


class EncoderUnavailable(OperationError):  # noqa: N818
    """The sentence encoder of the offline grader is missing or cannot be read."""


class EvidenceUnavailable(OperationError):  # noqa: N818
    """The evidence of a drill could not be run."""


class LabUnavailable(OperationError):  # noqa: N818
    """A lab could not be run, or did not end."""


class JudgeUnavailable(OperationError):  # noqa: N818
    """No learner process could be started, or the judge stopped answering."""


class PackageMissing(OperationError):  # noqa: N818
    """A drill's code needs a package that is not installed."""

    def __init__(self, drill: str, package: str) -> None:
        super().__init__(
            f"{drill} needs the package {package}, which is not installed. Get it with:  {how_to_get(package)}"
        )
        self.wanted = package


class ProgramMissing(OperationError):  # noqa: N818
    """A lab starts a program that this machine does not have."""

    def __init__(self, drill: str, program: str) -> None:
        super().__init__(
            f"{drill} starts the program {program}, which is not on this machine's PATH. "
            f"Install it with your system's packages, such as:  apt install {program}"
        )
        self.wanted = program


class StoreUnavailable(OperationError):  # noqa: N818
    """The database cannot be opened, read or written."""
