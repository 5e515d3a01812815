"""What a checker is handed: a submission with all that it needs to know of its drill. Imports no torch."""

import msgspec

__all__ = ["CANCEL", "KnownMistake", "Task"]

CANCEL = b"cancel\n"
"""Sent to a checker in place of a task: stop the one at hand. Stale ones are passed over."""


class KnownMistake(msgspec.Struct, frozen=True, kw_only=True):
    """A wrong solution that people really write, and what they are told."""

    name: str
    code: str
    says: str


class Task(msgspec.Struct, frozen=True, kw_only=True):
    """One submission, ready to be judged."""

    drill: str
    folder: str
    revision: int
    code: str
    seed: int
    defines: tuple[str, ...]
    forbids: tuple[str, ...]
    wall_s: float
    memory_mb: int
    solution: str
    mistakes: tuple[KnownMistake, ...]
    modules: dict[str, str] = {}
    """The learner's other files, which the code may import; like the code they run in the learner's process alone."""
    companions: dict[str, str] = {}
    """The drill's own files in their place, where the solution or a mistake runs."""
    table: str = ""
    """Path of the learner's own table, where the checks are to try it."""
    learner: str = "local"
    """Whose it is."""
    brief: bool = False
    """Stop at the first check that fails, and diagnose nothing."""
    run_only: bool = False
    """Judge nothing: call its `train` and tell what it logs."""
    probe: bool = False
    """Judge nothing; only say which layers of isolation hold."""
